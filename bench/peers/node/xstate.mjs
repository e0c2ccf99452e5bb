// XState doing the full step of bench/full_step.cpp: `go` leaves a listen, tells `moved` to the world and enters the next
// one of eight; the history gets each state entered and the message, the outbox the message, and the deadline of thirty
// days is armed anew. Called as  node xstate.mjs [ACTORS] ; prints steps a second of processor time, the median of five.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createActor, setup } from 'xstate';

const actors = Number(process.argv[2] ?? 100_000);
const count = 1 << 18;
const history = [];
const outbox = [];

// Only remembers what is armed, which is less than any real clock does.
const armed = new Map();
let lastTimer = 0;
const clock = {
  setTimeout: (fire) => (armed.set(++lastTimer, fire), lastTimer),
  clearTimeout: (timer) => void armed.delete(timer),
};

const states = { lost: { type: 'final' }, stopped: { type: 'final' } };
for (let i = 0; i < 8; ++i) {
  states[`s${i}`] = {
    entry: { type: 'entered', params: { state: `s${i}` } },
    after: { [30 * 86_400_000]: 'lost' },
    on: { go: `e${i}` },
  };
  states[`e${i}`] = {
    entry: [{ type: 'entered', params: { state: `e${i}` } }, 'moved'],
    always: `s${(i + 1) % 8}`,
  };
}

const machine = setup({
  actions: {
    entered: (_, params) => void history.push({ kind: 'state_entered', sequence: history.length, ...params }),
    moved: () => {
      outbox.push(history.length);
      history.push({ kind: 'event_emitted', sequence: history.length, event: 'moved' });
    },
  },
}).createMachine({ id: 'ring', initial: 's0', on: { stop: '.stopped' }, states });

const clients = Array.from({ length: actors }, () => createActor(machine, { clock }).start());
const whom = [];
for (let i = 0, x = 42; i < count; ++i) {
  x = (x * 48_271) % 2_147_483_647;
  whom.push(x % actors);
}

function pass() {
  history.length = 0;
  outbox.length = 0;
  const before = process.cpuUsage();
  for (let i = 0; i < count; ++i) clients[whom[i]].send({ type: 'go' });
  const { user, system } = process.cpuUsage(before);
  if (outbox.length !== count || history.length !== 3 * count || armed.size !== actors)
    throw new Error(`the steps differ: ${outbox.length} and not ${count}`);
  return count / ((user + system) / 1e6);
}

pass(); // warms up
const rates = Array.from({ length: 5 }, pass).sort((a, b) => a - b);
const version = JSON.parse(readFileSync(createRequire(import.meta.url).resolve('xstate/package.json'), 'utf8')).version;
console.log(JSON.stringify({ engine: `xstate ${version}, Node ${process.versions.node}`, actors, steps_per_second: Math.round(rates[2]) }));
