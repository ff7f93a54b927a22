WITH answered AS
(SELECT CASE WHEN (set_config('app.tenant', $1::VARCHAR, true) IS NOT NULL AND set_config('app.organisation', $5::VARCHAR, true) IS NOT NULL AND set_config('app.actor', $3::VARCHAR, true) IS NOT NULL AND set_config('app.team', $6::VARCHAR, true) IS NOT NULL) THEN CAST(json_build_object('case', (SELECT json_build_object('case_id', case_file_1.case_id, 'state', (SELECT case_internal_of_1.state
FROM trappa.case_internal AS case_internal_of_1
WHERE case_internal_of_1.tenant_id = $1::VARCHAR AND case_internal_of_1.case_id = case_file_1.case_id), 'colour', case_file_1.colour, 'opened_at', case_file_1.opened_at, 'version', (SELECT case_internal_of_1.version
FROM trappa.case_internal AS case_internal_of_1
WHERE case_internal_of_1.tenant_id = $1::VARCHAR AND case_internal_of_1.case_id = case_file_1.case_id) + (SELECT count(*) AS count_1
FROM trappa.event AS event_of_1
WHERE event_of_1.tenant_id = $1::VARCHAR AND event_of_1.stream_id = case_file_1.case_id AND event_of_1.audience = 'team'), 'unit', (SELECT json_build_object('unit_id', care_unit_2.unit_id, 'name', care_unit_2.name) AS json_build_object_2
FROM trappa.care_unit AS care_unit_2
WHERE care_unit_2.tenant_id = $1::VARCHAR AND care_unit_2.unit_id = case_file_1.unit_id), 'internal', (SELECT json_build_object('classified', case_internal_3.classified, 'score', case_internal_3.score) AS json_build_object_3
FROM trappa.case_internal AS case_internal_3
WHERE case_internal_3.tenant_id = $1::VARCHAR AND case_internal_3.case_id = case_file_1.case_id), 'events', (SELECT coalesce(json_agg(json_build_object('version', event_4.version, 'type', event_4.type, 'recorded_at', event_4.recorded_at, 'body', CAST(event_4.body AS JSON)) ORDER BY event_4.version ASC), '[]'::json) AS coalesce_1
FROM trappa.event AS event_4
WHERE event_4.tenant_id = $1::VARCHAR AND event_4.stream_id = case_file_1.case_id AND event_4.stream_kind = 'case'), 'personal', (SELECT coalesce(json_agg(json_build_object('record_id', event_personal_5.record_id, 'ciphertext', encode(event_personal_5.ciphertext, 'hex'), 'nonce', encode(event_personal_5.nonce, 'hex'), 'wrapped_key', encode(event_personal_5.wrapped_key, 'hex')) ORDER BY event_personal_5.record_id ASC), '[]'::json) AS coalesce_2
FROM trappa.event_personal AS event_personal_5
WHERE event_personal_5.tenant_id = $1::VARCHAR AND event_personal_5.stream_id = case_file_1.case_id AND event_personal_5.stream_kind = 'case')) AS json_build_object_1
FROM trappa.case_file AS case_file_1
WHERE case_file_1.tenant_id = $1::VARCHAR AND case_file_1.case_id = $7::UUID)) AS TEXT) END AS answer),
noted AS
(INSERT INTO trappa.read_log (tenant_id, read_id, case_id, read_at, actor_id, roles, sealed) SELECT $1::VARCHAR AS anon_1, $2::UUID AS anon_2, CAST(shown.case_id AS UUID) AS case_id, clock_timestamp() AS clock_timestamp_1, CAST($3::VARCHAR AS UUID) AS anon_3, $4::VARCHAR AS anon_4, true
FROM (SELECT DISTINCT jsonb_path_query(CAST(answered.answer AS JSONB), '$.**.case_id'::jsonpath) #>> '{}' AS case_id
FROM answered) AS shown)
 SELECT answered.answer
FROM answered
