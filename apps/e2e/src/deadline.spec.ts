import { gongkai } from './cli-harness.js';

const deadline = (...args: string[]) => gongkai('deadline', ...args, '--json');
const usual = ['--received', '2022-09-30', '--channel', 'signed-post'];

describe('gongkai deadline', () => {
  it('gives the due day and its steps without any data folder', () => {
    const { code, json } = deadline(...usual, '--data', '/nowhere');
    expect(code).toBe(0);
    expect(Object.keys(json)).toEqual(['edition', 'startsOn', 'dueOn', 'provisional', 'steps']);
    expect(json).toMatchObject({
      edition: '2019',
      startsOn: '2022-09-30',
      dueOn: '2022-11-02',
      provisional: false,
    });
    for (const step of json.steps)
      expect(Object.keys(step)).toEqual(['kind', 'from', 'to', 'days', 'article', 'zh', 'en']);
  });

  it('takes pauses as a union, an extension with and without days, a correction, an edition', () => {
    const pause = ['--pause', '2022-10-10..2022-10-14'];
    const due = (...more: string[]) => deadline(...usual, ...more).json.dueOn;
    expect(due(...pause)).toBe('2022-11-08');
    expect(due(...pause, '--pause', '2022-10-12..2022-10-14')).toBe('2022-11-08');
    expect(due('--extend')).toBe('2022-11-30');
    expect(due('--extend', '5')).toBe('2022-11-09');
    expect(due('--corrected', '2022-10-12')).toBe('2022-11-09');
    expect(deadline(...usual, '--edition', '2007').json.edition).toBe('2007');
  });

  it('prints both languages for people', () => {
    const { code, stdout } = gongkai('deadline', ...usual);
    expect(code).toBe(0);
    expect(stdout).toMatch(/国庆节放假[\s\S]*National Day[\s\S]*到期日为 2022-11-02/);
  });

  it.each([
    [1, 'deadline.noSuchDay', ['--received', '2023-02-29', '--channel', 'mail']],
    [1, 'deadline.unknownChannel', ['--received', '2023-02-28', '--channel', 'pigeon']],
    [1, 'deadline.confirmedBeforeReceived', [...usual, '--confirmed', '2022-09-29']],
    [1, 'deadline.pauseReversed', [...usual, '--pause', '2022-10-14..2022-10-10']],
    [2, 'cli.usage', ['--channel', 'mail']],
  ])('ends with %i and %s', (exit, name, args) => {
    const { code, json } = deadline(...args);
    expect([code, json.error.code]).toEqual([exit, name]);
    expect(json.error.zh).not.toBe('');
    expect(json.error.en).not.toBe('');
  });
});
