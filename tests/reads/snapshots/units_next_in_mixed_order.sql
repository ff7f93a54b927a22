SELECT CASE WHEN (set_config('app.tenant', $1::VARCHAR, true) IS NOT NULL AND set_config('app.organisation', $2::VARCHAR, true) IS NOT NULL AND set_config('app.actor', $3::VARCHAR, true) IS NOT NULL AND set_config('app.team', $4::VARCHAR, true) IS NOT NULL) THEN CAST(json_build_object('units', (SELECT coalesce(json_agg(json_build_object('unit_id', page_1.unit_id, 'name', page_1.name) ORDER BY page_1.name_sort ASC, page_1.unit_id DESC), '[]'::json) AS coalesce_1
FROM (SELECT care_unit_1.unit_id AS unit_id, care_unit_1.name AS name, care_unit_1.name_sort AS name_sort
FROM trappa.care_unit AS care_unit_1
WHERE care_unit_1.tenant_id = $1::VARCHAR AND care_unit_1.name_sort >= $5::VARCHAR AND (care_unit_1.name_sort > $5::VARCHAR OR care_unit_1.name_sort = $5::VARCHAR AND care_unit_1.unit_id < $6::UUID) ORDER BY care_unit_1.name_sort ASC, care_unit_1.unit_id DESC
 LIMIT $7::BIGINT) AS page_1)) AS TEXT) END AS answer
