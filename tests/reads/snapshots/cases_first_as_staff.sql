SELECT CASE WHEN (set_config('app.tenant', $1::VARCHAR, true) IS NOT NULL AND set_config('app.organisation', $2::VARCHAR, true) IS NOT NULL AND set_config('app.actor', $3::VARCHAR, true) IS NOT NULL AND set_config('app.team', $4::VARCHAR, true) IS NOT NULL) THEN CAST(json_build_object('cases', (SELECT coalesce(json_agg(json_build_object('case_id', page_1.case_id, 'state', page_1.state, 'opened_at', page_1.opened_at, 'unit', (SELECT json_build_object('unit_id', care_unit_2.unit_id, 'name', care_unit_2.name) AS json_build_object_1
FROM trappa.care_unit AS care_unit_2
WHERE care_unit_2.tenant_id = $1::VARCHAR AND care_unit_2.unit_id = page_1.unit_id), 'events', (SELECT coalesce(json_agg(json_build_object('version', event_3.version, 'type', event_3.type, 'recorded_at', event_3.recorded_at, 'body', CAST(event_3.body AS JSON)) ORDER BY event_3.version ASC), '[]'::json) AS coalesce_2
FROM trappa.event AS event_3
WHERE event_3.tenant_id = $1::VARCHAR AND event_3.stream_id = page_1.case_id AND event_3.stream_kind = 'case')) ORDER BY page_1.opened_at DESC, page_1.case_id DESC), '[]'::json) AS coalesce_1
FROM (SELECT case_file_1.case_id AS case_id, (SELECT case_internal_of_1.state
FROM trappa.case_internal AS case_internal_of_1
WHERE case_internal_of_1.tenant_id = $1::VARCHAR AND case_internal_of_1.case_id = case_file_1.case_id) AS state, case_file_1.opened_at AS opened_at, case_file_1.unit_id AS unit_id
FROM trappa.case_file AS case_file_1
WHERE case_file_1.tenant_id = $1::VARCHAR ORDER BY case_file_1.opened_at DESC, case_file_1.case_id DESC
 LIMIT $5::BIGINT) AS page_1)) AS TEXT) END AS answer
