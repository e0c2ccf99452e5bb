// What the contestants on Node share; the twin of cpp/harness.hpp.
// Called as  node PROGRAM FOLDER ANSWERS CLIENTS [MODE].
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [folder, answers, most, mode] = process.argv.slice(2);
export { mode };

export const file = (name) => readFileSync(`${folder}/${name}`, 'utf8');

export const lines = (name) => file(name).trimEnd().split('\n');

function fact(cell, kind) {
  if (kind === 'whole' || kind === 'money') return Number(cell);
  return kind === 'boolean' ? cell === 'true' : cell;
}

// Plain objects, facts by name.
export function clients() {
  const [header, ...rows] = lines('clients.csv');
  const headings = header.split(',').map((heading) => heading.split(':'));
  return rows.slice(0, Number(most)).map((row) =>
    Object.fromEntries(row.split(',').map((cell, i) => [headings[i][0], fact(cell, headings[i][1])])));
}

function cpuSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

const versionOf = (name) =>
  JSON.parse(readFileSync(createRequire(import.meta.url).resolve(`${name}/package.json`), 'utf8')).version;

// Warms up for five seconds of processor time, then measures five passes of as many rounds as take a quarter of one.
// `round(found)` answers for all clients; it may be asynchronous.
export async function measure(name, count, round) {
  const found = new Uint8Array(count).fill(255);
  const start = cpuSeconds();
  let one = 0;
  do {
    const before = cpuSeconds();
    await round(found);
    one = cpuSeconds() - before;
  } while (cpuSeconds() - start < 5);
  const rounds = Math.max(1, Math.floor(0.25 / one));
  const cpu = [], wall = [];
  for (let pass = 0; pass < 5; ++pass) {
    const cpuStart = cpuSeconds(), wallStart = performance.now();
    for (let i = 0; i < rounds; ++i) await round(found);
    cpu.push(cpuSeconds() - cpuStart);
    wall.push((performance.now() - wallStart) / 1000);
  }
  writeFileSync(answers, found);
  const version = `${name} ${versionOf(name)}, Node ${process.versions.node}`;
  console.log(JSON.stringify({ version, clients: count, rounds, cpu_seconds: cpu, wall_seconds: wall }));
}
