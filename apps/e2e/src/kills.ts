import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EventStoreDbStore } from '@gongkai/eventstoredb';
import { checkpointName, parseMetadata, ProjectionRunner, systemClock } from '@gongkai/kernel';
import { MongoEvidenceStore, MongoReadStore, openMongo } from '@gongkai/mongo';
import { allProjections, sameRows } from '@gongkai/platform';
import { SqliteReadStore } from '@gongkai/sqlite';
import { data, prepare } from './cli-harness.js';
import { gongkai, startPeers, startService, type ClusterPeers, type Service } from './cluster.js';
import { command, signIn } from './graphql.js';
import type { Process } from './processes.js';

export type KillsReport = {
  kills: Record<Service, number>;
  /** Commands answered as accepted, and how often one had to be sent again. */
  accepted: number;
  repeats: number;
  events: number;
  /** Accepted commands without an event, and commands with more than one. */
  lost: string[];
  doubled: string[];
  /** Read models that differ from those folded anew from the log. */
  differing: string[];
  /** Events not in the evidence log, and logs that stand still. */
  unhashed: number;
  stopped: number;
};

const SERVICES: readonly Service[] = ['api', 'api', 'projector', 'projector', 'watcher', 'watcher'];
const CALLERS = 4;

/** Numbers in [0, 1) that follow from a seed (mulberry32). */
const randomFrom = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};

type Slot = { service: Service; name: string; process: Process | undefined };

/** Two of each service under load, one of them killed again and again; then everything is counted. */
export const killsUnderLoad = async (
  kills: number,
  seed: number,
  onKill: (done: number, service: Service) => void = () => undefined,
): Promise<KillsReport> => {
  const folder = mkdtempSync(join(tmpdir(), 'gongkai-kills-'));
  await prepare();
  const peers = await startPeers(folder, `${data}.key`);
  try {
    gongkai(peers.environment, 'migrate', '--from', data, '--to', 'cluster');
    const slots: Slot[] = SERVICES.map((service, i) => ({
      service,
      name: `${service}${i}`,
      process: undefined,
    }));
    await Promise.all(slots.map((slot) => started(slot, folder, peers)));
    const load = await beginLoad(slots, seed);
    const killed = { api: 0, projector: 0, watcher: 0 };
    const random = randomFrom(seed);
    const restarts: Promise<void>[] = [];
    for (let done = 0; done < kills;) {
      await pause(100 + random() * 700);
      const alive = slots.filter(({ process }) => process);
      const slot = alive[Math.floor(random() * alive.length)];
      if (!slot) continue;
      const { process } = slot;
      slot.process = undefined;
      await process!.kill();
      killed[slot.service] += 1;
      onKill((done += 1), slot.service);
      restarts.push(started(slot, folder, peers));
    }
    await Promise.all(restarts);
    const { accepted, repeats } = await load.end();
    const report = await counted(accepted, peers, folder);
    for (const { process } of slots) await process?.stop();
    return { kills: killed, accepted: accepted.length, repeats, ...report };
  } finally {
    await peers.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

const started = async (slot: Slot, folder: string, peers: ClusterPeers): Promise<void> => {
  slot.process = await startService(slot.service, folder, peers, slot.name);
};

/** Callers that give one command after the other, each until it is accepted. */
const beginLoad = async (slots: readonly Slot[], seed: number) => {
  const apis = slots.filter(({ service }) => service === 'api');
  const token = await signIn(apis[0]!.process!.url, 'hengnan.officer');
  const accepted: string[] = [];
  let repeats = 0;
  let ending = false;
  const give = async (commandId: string): Promise<void> => {
    for (; ; repeats++) {
      const alive = apis.flatMap(({ process }) => (process ? [process.url] : []));
      const url = alive[repeats % Math.max(1, alive.length)];
      const input = { commandId, askerKind: 'citizen', subject: 'requesting', channel: 'phone' };
      const answer = url && (await command(url, token, 'logEnquiry', input).catch(() => undefined));
      if (answer && answer.outcome?.['__typename'] === 'Accepted') return;
      if (answer && answer.outcome) throw new Error(`refused: ${JSON.stringify(answer.outcome)}`);
      await pause(100);
    }
  };
  const callers = Array.from({ length: CALLERS }, async (_, caller) => {
    for (let n = 0; !ending; n++) {
      const commandId = `kills${seed}c${caller}n${n}`;
      await give(commandId);
      accepted.push(commandId);
    }
  });
  return {
    end: async () => {
      ending = true;
      await Promise.all(callers);
      return { accepted, repeats };
    },
  };
};

const counted = async (
  accepted: readonly string[],
  { environment }: ClusterPeers,
  folder: string,
): Promise<Omit<KillsReport, 'kills' | 'accepted' | 'repeats'>> => {
  const store = await EventStoreDbStore.open({ url: environment['GONGKAI_EVENTSTORE_URL']! });
  const mongo = await openMongo({ url: environment['GONGKAI_MONGODB_URL']! });
  const reads = new MongoReadStore(mongo.db);
  const anew = new SqliteReadStore({ path: join(folder, 'anew.db') });
  try {
    const perCommand = new Map<string, number>();
    let events = 0;
    const options = { signal: new AbortController().signal, follow: false };
    for await (const { records } of store.records(undefined, {}, options))
      for (const { record } of records) {
        const { id } = parseMetadata(record).command;
        perCommand.set(id, (perCommand.get(id) ?? 0) + 1);
        events += 1;
      }
    const runner = new ProjectionRunner(
      { store, reads: anew, clock: systemClock() },
      { projections: allProjections },
    );
    await runner.catchUp();
    const evidence = new MongoEvidenceStore(mongo.db);
    const unhashed = async () =>
      (await evidence.heads()).reduce((left, { size }) => left - size, events);
    const differing = await settled(
      () => differingFrom(reads, anew),
      ({ length }) => length === 0,
    );
    return {
      events,
      lost: accepted.filter((id) => !perCommand.has(id)),
      doubled: accepted.filter((id) => (perCommand.get(id) ?? 0) > 1),
      differing,
      unhashed: await settled(unhashed, (left) => left === 0),
      stopped: (await evidence.troubles()).length,
    };
  } finally {
    await anew.close();
    await reads.close();
    await mongo.close();
    await store.close();
  }
};

const differingFrom = async (kept: MongoReadStore, anew: SqliteReadStore): Promise<string[]> => {
  const differing: string[] = [];
  for (const projection of allProjections)
    if (!(await sameRows(projection, kept, anew))) differing.push(checkpointName(projection));
  return differing;
};

/** What it comes to once it is good, or after half a minute. */
const settled = async <T>(look: () => Promise<T>, good: (value: T) => boolean): Promise<T> => {
  for (let i = 0; ; i++) {
    const value = await look();
    if (good(value) || i === 30) return value;
    await pause(1_000);
  }
};
