// Reads DMN from standard input with the library that the usual editors rest on, and tells what it understood.
import { DmnModdle } from "dmn-moddle";

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { rootElement, warnings } = await new DmnModdle().fromXML(Buffer.concat(chunks).toString("utf8"));
const decision = rootElement.drgElement.find((one) => one.$type === "dmn:Decision");
const table = decision.decisionLogic;
console.log(JSON.stringify({
  warnings: warnings.map((one) => one.message),
  hitPolicy: table.hitPolicy,
  inputs: table.input.map((one) => one.inputExpression.text),
  needs: decision.informationRequirement.map((one) => one.requiredInput.href),
  rows: table.rule.map((one) => [one.inputEntry.map((it) => it.text), one.outputEntry[0].text]),
}));
