import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { streamName } from '@gongkai/kernel';
import { Platform } from '@gongkai/platform';
import { holdDataFolder } from '@gongkai/sqlite';
import { newEvent } from '@gongkai/testing';
import { Command } from 'commander';
import { addDoctor } from './doctor.command.js';
import type { ExitCode } from './failure.js';
import type { Act } from './program.js';
import { settingsOf } from './settings.js';
import { Terminal } from './terminal.js';

class Sink extends Writable {
  text = '';
  override _write(chunk: Buffer, _: unknown, done: () => void) {
    this.text += chunk.toString();
    done();
  }
}

type Told = {
  configuration: { GONGKAI_DATA: string };
  data: { format: number | null };
  projections: { name: string; building: boolean; failure: string | null }[];
  findings: { code: string }[];
};

describe('the doctor', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'gongkai-doctor-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const doctor = async (data: string): Promise<Told & { code: ExitCode }> => {
    const out = new Sink();
    const settings = settingsOf({ data }, new Terminal(true, out));
    let code: ExitCode = 0;
    const act: Act =
      (work) =>
      async (...parameters) => {
        const command = parameters.at(-1) as Command;
        code = (await work(settings, command.opts() as never, command.args)) ?? 0;
      };
    const program = new Command('gongkai').exitOverride();
    addDoctor(program, act);
    await program.parseAsync(['doctor', '--quick'], { from: 'user' });
    return { ...(JSON.parse(out.text) as Told), code };
  };
  const codes = ({ findings }: Told) => new Set(findings.map(({ code }) => code));

  it('says that there is no folder, and no number of one', async () => {
    const told = await doctor(join(root, 'nowhere'));
    expect([told.code, told.data.format]).toEqual([1, null]);
    expect(codes(told)).toEqual(new Set(['doctor.noData']));
  });

  it('names the folder it looks at as the one in force', async () => {
    const folder = join(root, 'another');
    expect((await doctor(folder)).configuration.GONGKAI_DATA).toBe(folder);
  });

  it('tells the number a folder has, and which of its read models have not been made', async () => {
    const data = join(root, 'data');
    const platform = await Platform.open({ data, access: 'write' });
    await platform.events.append(streamName('t1', 'thing', 's1'), 0, [newEvent('t1', 's1', 1)]);
    await platform.close();
    // Whoever holds it now keeps no read models.
    const held = holdDataFolder(data);
    rmSync(held.paths.reads);
    const told = await doctor(data);
    held.release();
    expect([told.code, told.data.format]).toEqual([1, 2]);
    expect(codes(told)).toContain('doctor.readModelBuilding');
    const made = told.projections.filter(({ building }) => !building).map(({ name }) => name);
    // Followed in memory from the log, by the process that tells of them.
    expect(made.sort()).toEqual(['calendars', 'tree']);
  });
});
