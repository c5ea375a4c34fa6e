import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as evidence from './index.js';

const page = readFileSync(
  join(import.meta.dirname, '../../../../docs/reference/evidence-library.md'),
  'utf8',
);
const specs = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.spec.ts'))
  .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
  .join('\n');

describe('the reference of the evidence library', () => {
  it('names every function and every reason', () => {
    const functions = Object.entries(evidence)
      .filter(([, value]) => typeof value === 'function')
      .map(([name]) => name);
    const missing = [...functions, ...Object.keys(evidence.reasons)].filter(
      (name) => !new RegExp(`\\b${name}\\b`).test(page),
    );
    expect(missing).toEqual([]);
    expect(functions.length).toBeGreaterThan(40);
  });

  it('is of reasons that a spec shows, each in both languages', () => {
    const names = Object.keys(evidence.reasons);
    expect(names.filter((name) => !specs.includes(`'${name}'`))).toEqual([]);
    for (const { zh, en } of Object.values(evidence.reasons)) {
      expect(zh).toMatch(/\p{Script=Han}/u);
      expect(en).toMatch(/^[A-Z]/);
    }
  });
});
