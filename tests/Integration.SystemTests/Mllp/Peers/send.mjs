// Sends messages with npm's node-hl7-client, one after the other, and judges each answer with its parser.
// node send.mjs host port application trigger count [ca certificate key]
import { readFileSync } from 'node:fs';
import { Client, Message } from 'node-hl7-client';

const [host, port, application, trigger, count, ca, certificate, key] = process.argv.slice(2);
const tls = ca && { ca: readFileSync(ca), cert: readFileSync(certificate), key: readFileSync(key), servername: host };
const [type, event] = trigger.split('^');
let sent = 0, answered;

const fail = text => { console.error(text); process.exit(1); };
setTimeout(() => fail(`no end after ${sent} messages`), 30000).unref();

const client = new Client({ host, ...(tls ? { tls } : {}) });
const connection = client.createConnection({ port: Number(port) }, async response => {
    const answer = response.getMessage();
    const id = answer.get('MSA.2').toString(), code = answer.get('MSA.1').toString();
    if (code !== 'AA' || id !== `NODE-${sent}-ü東`) fail(`answer to ${sent}: ${code} ${id}`);
    answered();
});
connection.on('error', error => fail(`connection: ${error}`));

for (sent = 1; sent <= Number(count); sent++) {
    const text = [
        `MSH|^~\\&|${application}|NORTH|INTEGRATION|NORTHFIELD|20260102030405||${type}^${event}|NODE-${sent}-ü東|P|2.5.1||||||UNICODE UTF-8`,
        `PID|1||${sent}||Müller^Zoë ✓`,
    ].join('\r');
    const wait = new Promise(resolve => { answered = resolve; });
    await connection.sendMessage(new Message({ text }));
    await wait;
}

console.log(`${count} answered AA`);
await connection.close();
process.exit(0);
