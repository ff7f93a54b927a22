SELECT CASE WHEN (set_config('app.tenant', $1::VARCHAR, true) IS NOT NULL AND set_config('app.organisation', $2::VARCHAR, true) IS NOT NULL AND set_config('app.actor', $3::VARCHAR, true) IS NOT NULL AND set_config('app.team', $4::VARCHAR, true) IS NOT NULL) THEN CAST(json_build_object('cases', (SELECT coalesce(json_agg(json_build_object('case_id', case_file_1.case_id, 'state', case_file_1.state, 'opened_at', case_file_1.opened_at, 'unit', (SELECT json_build_object('unit_id', care_unit_2.unit_id, 'name', care_unit_2.name) AS json_build_object_1
FROM trappa.care_unit AS care_unit_2
WHERE care_unit_2.tenant_id = $1::VARCHAR AND care_unit_2.unit_id = case_file_1.unit_id), 'events', (SELECT coalesce(json_agg(json_build_object('version', event_3.version, 'type', event_3.type, 'recorded_at', event_3.recorded_at, 'body', CAST(event_3.body AS JSON)) ORDER BY event_3.version ASC), '[]'::json) AS coalesce_2
FROM trappa.event AS event_3
WHERE event_3.tenant_id = $1::VARCHAR AND event_3.stream_id = case_file_1.case_id AND event_3.stream_kind = 'case')) ORDER BY case_file_1.opened_at DESC, case_file_1.case_id DESC), '[]'::json) AS coalesce_1
FROM trappa.case_file AS case_file_1, (SELECT case_seat_1.case_id AS case_id, case_seat_1.opened_at AS opened_at
FROM trappa.case_seat AS case_seat_1
WHERE case_seat_1.tenant_id = $1::VARCHAR AND case_seat_1.organisation_id = $2::VARCHAR ORDER BY case_seat_1.opened_at DESC, case_seat_1.case_id DESC
 LIMIT $5::BIGINT) AS page_1
WHERE case_file_1.tenant_id = $1::VARCHAR AND case_file_1.case_id = page_1.case_id)) AS TEXT) END AS answer
