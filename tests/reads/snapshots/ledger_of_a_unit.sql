SELECT CASE WHEN (set_config('app.tenant', $1::VARCHAR, true) IS NOT NULL AND set_config('app.organisation', $2::VARCHAR, true) IS NOT NULL AND set_config('app.actor', $3::VARCHAR, true) IS NOT NULL) THEN CAST(json_build_object('unit', (SELECT json_build_object('unit_id', care_unit_1.unit_id, 'name', care_unit_1.name, 'cases', (SELECT coalesce(json_agg(json_build_object('case_id', case_file_2.case_id, 'events', (SELECT coalesce(json_agg(json_build_object('version', event_3.version, 'type', event_3.type, 'recorded_at', event_3.recorded_at, 'body', CAST(event_3.body AS JSON)) ORDER BY event_3.version ASC), '[]'::json) AS coalesce_2
FROM trappa.event AS event_3
WHERE event_3.tenant_id = $1::VARCHAR AND event_3.stream_id = case_file_2.case_id AND event_3.stream_kind = 'case')) ORDER BY case_file_2.case_id ASC), '[]'::json) AS coalesce_1
FROM trappa.case_file AS case_file_2
WHERE case_file_2.tenant_id = $1::VARCHAR AND case_file_2.unit_id = care_unit_1.unit_id AND case_file_2.sanctioned = $4::BOOLEAN), 'listed', (SELECT coalesce(json_agg(json_build_object('month', listed_count_4.month, 'stream_version', listed_count_4.stream_version, 'recorded_at', listed_count_4.recorded_at, 'listed', listed_count_4.listed) ORDER BY listed_count_4.month ASC, listed_count_4.stream_version ASC), '[]'::json) AS coalesce_3
FROM trappa.listed_count AS listed_count_4
WHERE listed_count_4.tenant_id = $1::VARCHAR AND listed_count_4.unit_id = care_unit_1.unit_id), 'settled', (SELECT coalesce(json_agg(json_build_object('settled_in', settlement_line_5.settled_in, 'position', settlement_line_5.position, 'case_id', settlement_line_5.case_id, 'month', settlement_line_5.month, 'amount_ore', settlement_line_5.amount_ore) ORDER BY settlement_line_5.position ASC, settlement_line_5.settled_in ASC), '[]'::json) AS coalesce_4
FROM trappa.settlement_line AS settlement_line_5
WHERE settlement_line_5.tenant_id = $1::VARCHAR AND settlement_line_5.unit_id = care_unit_1.unit_id AND settlement_line_5.recorded_at <= $5::TIMESTAMP WITH TIME ZONE)) AS json_build_object_1
FROM trappa.care_unit AS care_unit_1
WHERE care_unit_1.tenant_id = $1::VARCHAR AND care_unit_1.unit_id = $6::UUID)) AS TEXT) END AS answer
