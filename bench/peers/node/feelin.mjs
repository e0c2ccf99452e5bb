// feelin has no compiled form to call: every evaluation parses its text. Mode "rules": one expression a rule in their
// order. Mode "chain": one expression for all.
import { evaluate } from 'feelin';

import { clients, lines, measure, mode } from './harness.mjs';

const all = clients();
const [chain] = lines('chain.feel');
const rules = lines('rules.feel');

const byChain = (client) => evaluate(chain, client).value ?? 255;

function byRules(client) {
  const hit = rules.findIndex((rule) => evaluate(rule, client).value === true);
  return hit < 0 ? 255 : hit;
}

const answer = mode === 'chain' ? byChain : byRules;
await measure('feelin', all.length, (found) => {
  for (let i = 0; i < all.length; ++i) found[i] = answer(all[i]);
});
