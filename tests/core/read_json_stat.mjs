// Reads JSON-stat from standard input with the toolkit of the format's author, and tells what stands where.
import JSONstat from "jsonstat-toolkit";

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const dataset = JSONstat(JSON.parse(Buffer.concat(chunks).toString("utf8"))).Dataset(0);
const ids = dataset.id;
const cells = [];
const walk = (at) => {
  const id = ids[Object.keys(at).length];
  if (id !== undefined) {
    for (const category of dataset.Dimension(id).id) walk({ ...at, [id]: category });
    return;
  }
  const { value, status } = dataset.Data(at);
  if (value !== null || status) cells.push([ids.map((one) => at[one]), value, status ?? null]);
};
walk({});
console.log(JSON.stringify({
  ids,
  roles: dataset.role,
  units: Object.fromEntries(dataset.Dimension("indicator").id.map(
    (id) => [id, dataset.Dimension("indicator").Category(id).unit])),
  labels: dataset.Dimension("region").id.map((id) => dataset.Dimension("region").Category(id).label),
  cells,
}));
