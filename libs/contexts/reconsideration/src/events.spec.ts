import { decode } from '@gongkai/kernel';
import { readFileSync } from 'node:fs';
import { packAppeal, unpackAppeal } from './events.facets.js';
import { reconsiderationEvents } from './events.js';

const fixture = (type: string): unknown =>
  JSON.parse(readFileSync(new URL(`./fixtures/${type}.v1.json`, import.meta.url), 'utf8'));

describe('the events of a reconsideration', () => {
  it.each(Object.keys(reconsiderationEvents))('reads %s as it was written', (type) => {
    expect(decode(reconsiderationEvents, type, 1, fixture(type)).type).toBe(type);
  });

  it('gives back from a facet what was put into it, and stays within ten bits', () => {
    for (let facet = 0; facet < 512; facet++) {
      expect(packAppeal(unpackAppeal(facet))).toBe(facet);
    }
  });

  it('keeps the column of table 4 in the low two bits', () => {
    const { facet, occurredOn } = reconsiderationEvents.ReconsiderationDecided;
    const data = fixture('ReconsiderationDecided') as never;
    expect(facet!(data) & 3).toBe(2);
    expect(unpackAppeal(facet!(data))).toMatchObject({ simplified: true, carriedOver: false });
    expect(occurredOn!(data)).toBe('2026-06-05');
  });
});
