import { createHash } from 'node:crypto';
import { inclusionProofOfHashes, leafHash, newKey, signNote, toBase64 } from '@gongkai/evidence';
import { canonicalJson } from '@gongkai/kernel';
import { buildBundle, manifestStatement } from './build-bundle.js';
import type { BundleFile } from './bundle-input.js';
import { zipBundle } from './bundle-zip.js';
import { EXAMPLE_ORIGIN, exampleCase, ExampleLog } from './testing.js';
import { pageVerifier, programVerifier, type Held, type Verified } from './verifiers.js';

const verifyBundle = await programVerifier();

/** Numbers that look random and are the same in every run. */
const dice = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};
type Dice = ReturnType<typeof dice>;

type Files = Map<string, Uint8Array>;
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
const bytes = (value: string) => new TextEncoder().encode(value);
const filesOf = (files: readonly BundleFile[]): Files =>
  new Map(files.map(({ path, bytes: content }) => [path, content]));
const zipped = (files: Files) =>
  Buffer.from(
    zipBundle(
      [...files].map(([path, content]) => ({ path, bytes: content })),
      0,
    ),
  );

// SM2 is slow to verify in plain numbers: it has a bundle of its own below.
const { log, input, streams, keys } = exampleCase(4, 7, { domestic: false });
const sign = (statement: string) => log.sign(statement);
const good = await buildBundle(input, sign);
const last = input.checkpoints.at(-1)!;
/** What the other side holds: the policy, the last checkpoint and an earlier one. */
const held = {
  policy: input.policy,
  checkpoints: [
    { name: 'held-last', text: last.text },
    { name: 'held-early', text: input.checkpoints[1]!.text },
  ],
};

const flip = (files: Files, path: string, roll: Dice) => {
  const content = Uint8Array.from(files.get(path)!);
  content[roll(content.length)]! ^= 1 << roll(8);
  files.set(path, content);
};
const under = (files: Files, folder: string) =>
  [...files.keys()].filter((path) => path.startsWith(folder));
const one = <T>(list: readonly T[], roll: Dice): T => list[roll(list.length)]!;
/** The manifest made to fit the files again; signed with the key of the log when `by` says so. */
const relist = (files: Files, by: ((statement: string) => string) | null) => {
  const manifest = JSON.parse(text(files.get('manifest.json')!)) as Record<string, unknown>;
  const listed = [...files].filter(([path]) => !path.startsWith('manifest.'));
  const { sha256, sm3 } = digests;
  manifest['files'] = listed.map(([path, content]) => ({
    path,
    size: content.length,
    sha256: sha256(content),
    sm3: sm3(content),
  }));
  const events = manifest['events'] as { n: number; leaf: string }[];
  for (const event of events) {
    const record = files.get(`events/${String(event.n).padStart(6, '0')}.json`);
    if (record) event.leaf = toBase64(leafHash(record));
  }
  const json = bytes(`${canonicalJson(manifest)}\n`);
  files.set('manifest.json', json);
  if (by) files.set('manifest.note', bytes(by(manifestStatement(EXAMPLE_ORIGIN, json))));
};
const digests = {
  sha256: (content: Uint8Array) => createHash('sha256').update(content).digest('hex'),
  sm3: (content: Uint8Array) => createHash('sm3').update(content).digest('hex'),
};

const eventPaths = under(filesOf(good), 'events/');
const proofPath = (event: string) =>
  event.replace('events/', 'proofs/').replace('.json', '.tlog-proof');
const drop = (files: Files, n: number) => {
  files.delete(eventPaths[n]!);
  files.delete(proofPath(eventPaths[n]!));
  files.delete(eventPaths[n]!.replace('events/', 'openings/'));
};
const swap = (files: Files, a: string, b: string) => {
  const [first, second] = [files.get(a)!, files.get(b)!];
  files.set(a, second);
  files.set(b, first);
};
const twoOf = (roll: Dice): [string, string] => {
  const a = roll(eventPaths.length);
  return [eventPaths[a]!, eventPaths[(a + 1 + roll(eventPaths.length - 1)) % eventPaths.length]!];
};

type Change = {
  name: string;
  /** Verdicts that are right; the first is the usual one. */
  right: readonly string[];
  times: number;
  change(files: Files, roll: Dice): void;
};
const stranger = newKey('stranger.invalid');
const strangerAs = newKey(EXAMPLE_ORIGIN);

const CHANGES: readonly Change[] = [
  {
    name: 'a bit of an event',
    right: ['EVENT_ALTERED'],
    times: 400,
    change: (files, roll) => flip(files, one(eventPaths, roll), roll),
  },
  {
    name: 'a bit of an event, relisted without the key',
    right: ['EVENT_ALTERED'],
    times: 150,
    change: (files, roll) => {
      flip(files, one(eventPaths, roll), roll);
      relist(files, null);
    },
  },
  {
    name: 'a bit of an event, relisted with the key',
    right: ['EVENT_ALTERED'],
    times: 150,
    change: (files, roll) => {
      flip(files, one(eventPaths, roll), roll);
      relist(files, sign);
    },
  },
  {
    name: 'a bit of a proof',
    right: ['PROOF_INVALID'],
    times: 300,
    change: (files, roll) => flip(files, one(under(files, 'proofs/'), roll), roll),
  },
  {
    name: 'a bit of a proof of completeness',
    right: ['PROOF_INVALID', 'EVENT_MISSING'],
    times: 200,
    change: (files, roll) => flip(files, one(under(files, 'completeness/'), roll), roll),
  },
  {
    name: 'a bit of a checkpoint',
    right: ['CHECKPOINT_SIG_INVALID', 'KEY_UNKNOWN'],
    times: 300,
    change: (files, roll) => flip(files, one(under(files, 'checkpoints/'), roll), roll),
  },
  {
    name: 'a bit of a consistency proof',
    right: ['PROOF_INVALID'],
    times: 150,
    change: (files, roll) => flip(files, one(under(files, 'consistency/'), roll), roll),
  },
  {
    name: 'a bit of the cosignatures',
    right: ['WITNESS_QUORUM_NOT_MET', 'KEY_UNKNOWN'],
    times: 150,
    change: (files, roll) => flip(files, one(under(files, 'witness/1'), roll), roll),
  },
  {
    name: 'a bit of the policy in the bundle',
    right: ['MANIFEST_MISMATCH'],
    times: 100,
    change: (files, roll) => flip(files, 'witness/policy.txt', roll),
  },
  {
    name: 'a bit of an opened field',
    right: ['EVENT_ALTERED', 'MANIFEST_MISMATCH'],
    times: 200,
    change: (files, roll) => flip(files, one(under(files, 'openings/'), roll), roll),
  },
  {
    name: 'a bit of a document',
    right: ['MANIFEST_MISMATCH'],
    times: 60,
    change: (files, roll) => flip(files, one(under(files, 'documents/'), roll), roll),
  },
  {
    name: 'a bit of the guide',
    right: ['MANIFEST_MISMATCH'],
    times: 20,
    change: (files, roll) => flip(files, 'README.zh.md', roll),
  },
  {
    name: 'a bit of the manifest',
    right: ['MANIFEST_MISMATCH', 'UNSUPPORTED_VERSION'],
    times: 500,
    change: (files, roll) => flip(files, 'manifest.json', roll),
  },
  {
    name: 'a bit of the note of the manifest',
    right: ['MANIFEST_MISMATCH', 'KEY_UNKNOWN'],
    times: 200,
    change: (files, roll) => flip(files, 'manifest.note', roll),
  },
  {
    name: 'an event dropped',
    right: ['EVENT_MISSING'],
    times: 60,
    change: (files, roll) => drop(files, roll(eventPaths.length)),
  },
  {
    name: 'an event dropped, relisted without the key',
    right: ['EVENT_MISSING'],
    times: 60,
    change: (files, roll) => {
      drop(files, roll(eventPaths.length));
      relist(files, null);
    },
  },
  {
    name: 'an event dropped, relisted with the key',
    right: ['EVENT_MISSING'],
    times: 60,
    change: (files, roll) => {
      drop(files, roll(eventPaths.length));
      relist(files, sign);
    },
  },
  {
    name: 'the last events dropped, relisted with the key',
    right: ['EVENT_MISSING'],
    times: 30,
    change: (files, roll) => {
      for (let n = eventPaths.length - 1 - roll(4); n < eventPaths.length; n++) drop(files, n);
      relist(files, sign);
    },
  },
  {
    name: 'an event of another case added, relisted with the key',
    right: ['EVENT_EXTRA'],
    times: 40,
    change: (files, roll) => {
      const index = [0, 3, 6][roll(3)]!;
      const hashes = inclusionProofOfHashes(log.leaves, index, last.size).map(toBase64);
      const lines = ['c2sp.org/tlog-proof@v1', `index ${index}`, ...hashes, '', last.text];
      files.set('events/000099.json', log.records[index]!);
      files.set('proofs/000099.tlog-proof', bytes(lines.join('\n')));
      relist(files, roll(2) === 0 ? sign : null);
    },
  },
  {
    name: 'an invented event added',
    right: ['EVENT_EXTRA', 'EVENT_ALTERED'],
    times: 40,
    change: (files, roll) => {
      const [a] = twoOf(roll);
      const invented = text(files.get(a)!).replace('"i":', '"j":');
      files.set('events/000099.json', bytes(invented));
      files.set('proofs/000099.tlog-proof', files.get(proofPath(a))!);
      if (roll(2) === 0) relist(files, sign);
    },
  },
  {
    name: 'two events swapped',
    right: ['ORDER_CHANGED'],
    times: 80,
    change: (files, roll) => swap(files, ...twoOf(roll)),
  },
  {
    name: 'two events swapped with their proofs',
    right: ['ORDER_CHANGED', 'EVENT_ALTERED'],
    times: 80,
    change: (files, roll) => {
      const [a, b] = twoOf(roll);
      swap(files, a, b);
      swap(files, proofPath(a), proofPath(b));
      for (const path of [a, b]) files.delete(path.replace('events/', 'openings/'));
      if (roll(2) === 0) relist(files, sign);
    },
  },
  {
    name: 'one event in the place of another',
    right: ['EVENT_ALTERED'],
    times: 60,
    change: (files, roll) => {
      const [a, b] = twoOf(roll);
      files.set(a, files.get(b)!);
    },
  },
  {
    name: 'a signature taken off a checkpoint',
    right: ['CHECKPOINT_SIG_INVALID'],
    times: 40,
    change: (files, roll) => {
      const path = one(under(files, 'checkpoints/'), roll);
      const lines = text(files.get(path)!).trimEnd().split('\n');
      lines.pop();
      files.set(path, bytes(`${lines.join('\n')}\n`));
    },
  },
  {
    name: 'a foreign signature put on a checkpoint',
    right: ['KEY_UNKNOWN'],
    times: 40,
    change: (files, roll) => {
      const path = one(under(files, 'checkpoints/'), roll);
      const note = text(files.get(path)!);
      const body = note.slice(0, note.indexOf('\n\n') + 1);
      const key = roll(2) === 0 ? stranger : strangerAs;
      const line = signNote(body, [key.skey]).slice(body.length + 1);
      files.set(path, bytes(note + line));
      if (roll(2) === 0) relist(files, sign);
    },
  },
  {
    name: 'checkpoints signed by another key of the same name',
    right: ['KEY_UNKNOWN'],
    times: 20,
    change: (files) => {
      for (const path of under(files, 'checkpoints/')) {
        const note = text(files.get(path)!);
        files.set(
          path,
          bytes(signNote(note.slice(0, note.indexOf('\n\n') + 1), [strangerAs.skey])),
        );
      }
      relist(files, (statement) => signNote(statement, [strangerAs.skey]));
    },
  },
  {
    name: 'the cosignatures taken away',
    right: ['WITNESS_QUORUM_NOT_MET'],
    times: 20,
    change: (files, roll) => {
      for (const path of under(files, 'witness/1')) files.delete(path);
      relist(files, roll(2) === 0 ? sign : null);
    },
  },
  {
    name: 'base64 that is not canonical',
    right: ['CHECKPOINT_SIG_INVALID', 'PROOF_INVALID', 'MANIFEST_MISMATCH'],
    times: 60,
    change: (files, roll) => {
      const folder = ['checkpoints/', 'proofs/', 'consistency/', 'completeness/'][roll(4)]!;
      const path = one(under(files, folder), roll);
      // The last sign before the padding has bits that say nothing.
      const looser = text(files.get(path)!).replace(
        /([A-Za-z0-9+/])=(?==?["\n])|([A-Za-z0-9+/])=(?=["\n])/,
        (found, a: string | undefined, b: string | undefined) =>
          `${next(a ?? b!)}${found.slice(1)}`,
      );
      files.set(path, bytes(looser));
      relist(files, sign);
    },
  },
  {
    name: 'the mark of what came after the decision taken away, with the key',
    right: ['MANIFEST_MISMATCH'],
    times: 10,
    change: (files) => {
      const manifest = JSON.parse(text(files.get('manifest.json')!)) as {
        events: { afterDecision: boolean }[];
      };
      for (const event of manifest.events) event.afterDecision = false;
      const json = bytes(`${canonicalJson(manifest)}\n`);
      files.set('manifest.json', json);
      files.set('manifest.note', bytes(sign(manifestStatement(EXAMPLE_ORIGIN, json))));
    },
  },
];

const SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const next = (sign_: string) => SIGNS[SIGNS.indexOf(sign_) + 1] ?? 'B';

/** Another log under the same keys: the events of the first, changed by `change`. */
const rewritten = (change: (record: string, index: number) => string): ExampleLog => {
  const other = new ExampleLog(log.keys);
  log.metas.forEach(({ aggregate, aggregateId }, index) => {
    const [, data = ''] = text(log.records[index]!).split('\n');
    const json = JSON.parse(change(data, index)) as Record<string, unknown>;
    other.append({ aggregate, id: aggregateId, data: json });
  });
  return other;
};
const bundleOf = async (
  of: ExampleLog,
  sizes: readonly number[],
  cosigned: boolean,
  old = false,
) => {
  const checkpoints = sizes.map((size) => of.checkpoint(size, { witnessed: cosigned && !old }));
  // The old cosignature under the new text, as somebody would who hopes nobody looks.
  const kept = checkpoints.map((one) =>
    old && one.size === last.size
      ? {
          ...one,
          cosignatures: last.cosignatures,
          text: one.text + last.cosignatures.map(({ line }) => `${line}\n`).join(''),
        }
      : one,
  );
  const { decision, policy: named } = input;
  const made = of.input(streams, kept, { decision, policy: named, kind: 'party' });
  return filesOf(await buildBundle(made, sign));
};

type Outside = { name: string; right: string; against: Held; files: () => Promise<Files> };
const sizes = input.checkpoints.map(({ size }) => size);
const early = rewritten((data, index) => (index === 2 ? data.replace('"i":0', '"i":77') : data));
const own = rewritten((data, index) =>
  log.metas[index]!.aggregate === 'request'
    ? data.replace('"requestId":"R1"', '"requestId":"R2"')
    : data,
);
const { policy } = held;
const [heldLast, heldEarly] = held.checkpoints;
const noWitness = input.policy.replace('quorum superior', 'quorum none');

const OUTSIDE: readonly Outside[] = [
  {
    name: 'history rewritten with the key, against a checkpoint',
    right: 'CHECKPOINT_FORKED',
    against: { policy: noWitness, checkpoints: [heldLast!] },
    files: () => bundleOf(early, sizes, false),
  },
  {
    name: 'history rewritten with the key, against an earlier checkpoint',
    right: 'CHECKPOINT_FORKED',
    against: { policy: noWitness, checkpoints: [heldEarly!] },
    files: () => bundleOf(early, sizes, false),
  },
  {
    name: 'history rewritten with the key, against the policy alone',
    right: 'WITNESS_QUORUM_NOT_MET',
    against: { policy },
    files: () => bundleOf(early, sizes, false),
  },
  {
    name: 'history rewritten with the key, under the old cosignature',
    right: 'WITNESS_QUORUM_NOT_MET',
    against: { policy },
    files: () => bundleOf(early, sizes, false, true),
  },
  {
    name: 'the case rewritten with the key, against a checkpoint',
    right: 'CHECKPOINT_FORKED',
    against: { policy: noWitness, checkpoints: [heldLast!] },
    files: () => bundleOf(own, sizes, false),
  },
  {
    name: 'the case rewritten behind the checkpoint held: nothing to link it',
    right: 'PROOF_INVALID',
    against: { policy: noWitness, checkpoints: [heldEarly!] },
    files: () => bundleOf(own, [sizes.at(-1)!], false),
  },
  {
    name: 'the case rewritten between two checkpoints of one bundle',
    right: 'CHECKPOINT_FORKED',
    against: { policy: noWitness },
    files: async () => {
      const checkpoints = [log.checkpoint(sizes[1]!), early.checkpoint(sizes.at(-1)!)];
      return filesOf(
        await buildBundle(
          early.input(streams, checkpoints, { kind: 'party', policy: noWitness }),
          sign,
        ),
      );
    },
  },
  {
    name: 'rolled back to an older checkpoint, cosigned then',
    right: 'CHECKPOINT_FORKED',
    against: { policy, checkpoints: [heldLast!] },
    files: () => bundleOf(log, [sizes[1]!], true),
  },
  {
    name: 'an older cosigned checkpoint in the place of the last',
    right: 'CHECKPOINT_FORKED',
    against: { policy, checkpoints: [heldLast!] },
    files: async () => {
      const files = filesOf(good);
      for (const path of [...files.keys()])
        if (path.includes(`/${last.size}.`) || path.includes(`-${last.size}.`)) files.delete(path);
      relist(files, sign);
      return files;
    },
  },
  {
    name: 'everything by the keys of somebody else',
    right: 'KEY_UNKNOWN',
    against: { policy },
    files: async () => {
      const other = exampleCase(4, 7, { domestic: false });
      return filesOf(await buildBundle(other.input, (statement) => other.log.sign(statement)));
    },
  },
];

const tally = new Map<string, Map<string, number>>();
const count = (name: string, verdict: string) => {
  const row = tally.get(name) ?? new Map<string, number>();
  tally.set(name, row.set(verdict, (row.get(verdict) ?? 0) + 1));
};
const page = pageVerifier();
/** The page is slow at signatures: it sees a sample. */
const SAMPLED = 60;
const agree = (zip: Uint8Array, against: Held, verdict: string, name: string) => {
  const own_ = page(zip, against);
  const codes = ({ findings }: Verified) => [...new Set(findings.map(({ code }) => code))].sort();
  expect({ name, verdict: own_.verdict, codes: codes(own_) }).toEqual({
    name,
    verdict,
    codes: codes(verifyBundle(zip, against)),
  });
};

describe('a good bundle', () => {
  it.each([
    ['by itself', {}, 'bundle'],
    ['against policy and checkpoints held', held, 'given'],
    [
      'against a checkpoint without signatures',
      { checkpoints: [{ name: 'body', text: last.body }] },
      'bundle',
    ],
  ] as const)('is OK %s, for both verifiers', (name, against, trust) => {
    const zip = zipped(filesOf(good));
    const outcome = verifyBundle(zip, against as Held);
    expect({ verdict: outcome.verdict, trust: outcome.trust }).toEqual({ verdict: 'OK', trust });
    agree(zip, against as Held, 'OK', name);
    count(`(good) ${name}`, outcome.verdict);
  });

  it('is OK in many shapes', async () => {
    for (let n = 1; n <= 12; n++) {
      const other = exampleCase(1 + (n % 5), 1 + ((n * 7) % 11), { domestic: n % 3 === 0, keys });
      const kind = n % 2 === 0 ? 'court' : 'party';
      const events = other.input.events.map((event, i) =>
        kind === 'party' && i % 3 === 1 ? { ...event, withheld: 'secrecyReview' as const } : event,
      );
      const documents = kind === 'party' || events.length < 4 ? [] : other.input.documents;
      const decision = events.length < 4 ? null : other.input.decision;
      const files = await buildBundle(
        { ...other.input, kind, events, documents, decision },
        (statement) => other.log.sign(statement),
      );
      const against = {
        policy: other.input.policy,
        checkpoints: other.input.checkpoints.map(({ size, text: note }) => ({
          name: String(size),
          text: note,
        })),
      };
      const zip = zipped(filesOf(files));
      const { verdict, findings } = verifyBundle(zip, against);
      expect({ n, verdict, findings: verdict === 'OK' ? [] : findings }).toEqual({
        n,
        verdict: 'OK',
        findings: [],
      });
      if (n % 4 === 0) agree(zip, against, 'OK', 'shapes');
      count('(good) other shapes', verdict);
    }
  });
});

describe('a changed bundle', () => {
  it.each(CHANGES)('$name', ({ name, right, times, change }) => {
    const roll = dice(name.length * 7919 + times);
    for (let time = 0; time < times; time++) {
      const files = filesOf(good);
      change(files, roll);
      const zip = zipped(files);
      const { verdict, findings } = verifyBundle(zip, held);
      const seen = right.includes(verdict) ? verdict : { verdict, time, findings };
      expect({ name, seen }).toEqual({ name, seen: right.includes(verdict) ? verdict : right });
      if (time % SAMPLED === 0) agree(zip, held, verdict, `${name} ${time}`);
      count(name, verdict);
    }
  });

  it('is found by SM2 where the log signs with it', async () => {
    const domestic = exampleCase(2, 3, { keys });
    const files = filesOf(
      await buildBundle(domestic.input, (statement) => domestic.log.sign(statement, true)),
    );
    const roll = dice(3);
    const size = domestic.input.checkpoints.at(-1)!.size;
    agree(zipped(files), { policy: domestic.input.policy }, 'OK', 'SM2');
    for (const path of [`checkpoints/${size}.checkpoint`, 'manifest.note'])
      for (let time = 0; time < 5; time++) {
        const other = new Map(files);
        const note = text(other.get(path)!);
        // Within the second signature, behind its key id.
        const at = note.lastIndexOf(' ') + 12 + roll(60);
        other.set(path, bytes(note.slice(0, at) + next(note[at]!) + note.slice(at + 1)));
        const zip = zipped(other);
        const { verdict } = verifyBundle(zip, { policy: domestic.input.policy });
        const right = path === 'manifest.note' ? 'MANIFEST_MISMATCH' : 'CHECKPOINT_SIG_INVALID';
        expect(verdict).toBe(right);
        if (time === 0) agree(zip, { policy: domestic.input.policy }, verdict, 'SM2');
        count('a sign of an SM2 signature', verdict);
      }
  });

  it.each(OUTSIDE)('$name', async ({ name, right, against, files }) => {
    const zip = zipped(await files());
    const { verdict, findings } = verifyBundle(zip, against);
    expect({ name, verdict, findings: verdict === right ? [] : findings }).toEqual({
      name,
      verdict: right,
      findings: [],
    });
    agree(zip, against, verdict, name);
    count(name, verdict);
  });

  it('is counted in a table', () => {
    const total = [...tally.values()]
      .flatMap((row) => [...row.values()])
      .reduce((a, b) => a + b, 0);
    const rows = [...tally].map(
      ([name, row]) =>
        `${name.padEnd(66)} ${[...row].map(([verdict, n]) => `${verdict} ${n}`).join(', ')}`,
    );
    process.stdout.write(`${rows.join('\n')}\n${total} bundles\n`);
    expect(total).toBeGreaterThan(3_000);
  });
});
