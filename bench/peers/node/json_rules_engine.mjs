// json-rules-engine: rules of falling priority; the first that holds stops the engine.
import { Engine } from 'json-rules-engine';

import { clients, file, measure } from './harness.mjs';

const all = clients();
const engine = new Engine(JSON.parse(file('rules.json')));
engine.on('success', () => engine.stop());

await measure('json-rules-engine', all.length, async (found) => {
  for (let i = 0; i < all.length; ++i) {
    const { events } = await engine.run(all[i]);
    found[i] = events.length === 0 ? 255 : Number(events[0].type);
  }
});
