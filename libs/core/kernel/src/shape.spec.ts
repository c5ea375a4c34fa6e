import { z } from 'zod';
import { Day } from './event.js';
import { parseCommand } from './shape.js';
import { Line } from './text.js';

const schema = z.strictObject({
  title: Line(5),
  on: Day.optional(),
  channel: z.enum(['website', 'weibo']).optional(),
  copies: z.int().min(1).max(9).optional(),
  items: z.array(z.strictObject({ id: z.string() })).optional(),
});

describe('the shape of a command', () => {
  it('is taken as its schema has it', () =>
    expect(parseCommand(schema, { title: '通知' })).toEqual({ command: { title: '通知' } }));

  it.each([
    ['a missing field', {}, 'title', '缺少,应为文字', 'is missing; text is expected'],
    ['a wrong kind', { title: 7 }, 'title', '应为文字', 'must be text'],
    ['a text too long', { title: '一二三四五六' }, 'title', '超过 5 个字', 'longer than 5'],
    [
      'a day that does not exist',
      { title: '题', on: '2026-02-30' },
      'on',
      '没有这一天',
      'no such day',
    ],
    ['a value not listed', { title: '题', channel: 'tv' }, 'channel', 'website、weibo', 'one of'],
    ['a number too large', { title: '题', copies: 10 }, 'copies', '不得超过 9', 'at most 9'],
    ['a number too small', { title: '题', copies: 0 }, 'copies', '不得少于 1', 'at least 1'],
    ['an unknown field', { title: '题', tenant: 'T' }, null, 'tenant', 'tenant'],
    ['a field deep inside', { title: '题', items: [{}] }, 'items.0.id', '缺少', 'missing'],
  ])('is refused for %s, in both languages', (_, data, field, zh, en) => {
    const outcome = parseCommand(schema, data);
    if (!('rejection' in outcome)) throw new Error('accepted');
    const { rejection } = outcome;
    expect(rejection).toMatchObject({ code: 'command.invalid', field });
    expect(rejection.zh).toContain(zh);
    expect(rejection.en).toContain(en);
  });
});
