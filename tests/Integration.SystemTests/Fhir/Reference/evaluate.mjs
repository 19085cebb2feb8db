// The reference implementation of FHIRPath answers each line "file TAB expression" of standard input with one line: its values, or `error`.
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import fhirpath from 'fhirpath';
import model from 'fhirpath/fhir-context/r4/index.js';

const corpus = process.argv[2], files = new Map();
const read = name => files.get(name) ?? files.set(name, JSON.parse(fs.readFileSync(path.join(corpus, name), 'utf8'))).get(name);

// Where a complex element stands, as we name it: Appointment.participant[1].actor; the choice `valueQuantity` is `value`.
const location = ({ parentResNode, path: own, propName, fhirNodeDataType, index }) => {
    if (!parentResNode) return own;
    const suffix = fhirNodeDataType ? fhirNodeDataType[0].toUpperCase() + fhirNodeDataType.slice(1) : '\0';
    const name = propName.endsWith(suffix) && model.choiceTypePaths[`${parentResNode.path}.${propName.slice(0, -suffix.length)}`] ? propName.slice(0, -suffix.length) : propName;
    return `${parentResNode.fullPropertyName()}.${name}${index === null || index === undefined ? '' : `[${index}]`}`;
};
const text = value => typeof value === 'object' ? (value.__path__ ? location(value.__path__) : value.resourceType ?? String(value)) : value === '' ? "''" : String(value).replaceAll('\n', '\\n');

for await (const line of readline.createInterface({ input: process.stdin })) {
    const [file, expression] = line.split('\t');
    try {
        const values = fhirpath.evaluate(read(file), expression, { resource: read(file), rootResource: read(file) }, model);
        console.log(values.length === 0 ? '{}' : values.map(text).join(' ; '));
    } catch {
        console.log('error');
    }
}
