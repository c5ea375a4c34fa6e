import { reportFormats } from '@gongkai/figures';
import { fold, Rejection } from '@gongkai/kernel';
import { specFor } from '@gongkai/testing';
import fc from 'fast-check';
import { reportFormatsDecider } from './decider.formats.js';
import type { ReportFormatEvent } from './events.js';
import added from './fixtures/ReportFormatAdded.v1.json' with { type: 'json' };

const facts = { today: '2018-03-04', actor: { kind: 'officer' as const, id: 'head' } };
const { given } = specFor(reportFormatsDecider, facts);
const { file } = added;
const event: ReportFormatEvent = { type: 'ReportFormatAdded', data: added };

describe('the report forms of a government', () => {
  it('are those of the program and what it adds as files', () => {
    given().when({ type: 'addFormat', file }).then(event);
    const forms = fold(reportFormatsDecider, [event]);
    expect(forms.map(({ id }) => id)).toEqual([...reportFormats.map(({ id }) => id), 'hn-2018']);
    expect(forms.at(-1)!.cells.map(({ id }) => id)).toEqual(['all', 'web']);
  });

  it('have each a name of its own, and a file that fits', () => {
    given(event).when({ type: 'addFormat', file }).thenRejected('figures.formatTaken', 'id');
    given()
      .when({ type: 'addFormat', file: '{"id":' })
      .thenRejected('figures.formatInvalid', 'file');
    given().when({ type: 'addFormat', file: '{"id": "x"}' }).thenRejected('figures.formatInvalid');
  });

  it('are answered whatever is given as a file', () =>
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const { outcome } = given(event).when({ type: 'addFormat', file: text });
        expect(Array.isArray(outcome) || outcome instanceof Rejection).toBe(true);
      }),
    ));
});
