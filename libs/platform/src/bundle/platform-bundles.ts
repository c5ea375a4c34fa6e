import { signNote } from '@gongkai/evidence';
import { AUDIT, type AuditLog } from '@gongkai/identity';
import { Rejection, sha256, type Actor } from '@gongkai/kernel';
import type { Platform } from '../platform.js';
import { Bundles, type BundleQuestion, type CaseBundle } from './case-bundle.js';

/** The bundles of an open platform. Signing takes one opened for writing. */
export const bundlesOf = (platform: Platform): Bundles => {
  const { events: store, reads, blobs, vault, clock, replay, logReader: reader } = platform;
  const tenants = () => platform.tree.tenants();
  const sign = (tenant: string, text: string) => signed(platform, tenant, text);
  return new Bundles({ store, reads, blobs, vault, clock, replay, reader, tenants, sign });
};

/** By both keys of the log that sign now. */
const signed = async (platform: Platform, tenant: string, text: string): Promise<string> => {
  const { personKeys, evidence } = platform.parts;
  const keys = evidence.signingKeys(personKeys);
  try {
    const wish = {
      tenant,
      use: 'log',
      name: evidence.reader.origin(tenant),
      sinceSize: await evidence.reader.size(tenant),
      now: platform.clock.now().toISOString(),
    } as const;
    return signNote(text, [
      await keys.signer({ ...wish, type: 'ed25519' }),
      await keys.signer({ ...wish, type: 'sm2' }),
    ]);
  } finally {
    await keys.close();
  }
};

/**
 * A bundle for somebody who may have it: what is opened, for what, and that it was taken out stands in
 * the audit stream of the government before anything is given.
 */
export const takeBundle = async (
  platform: Platform,
  actor: Actor,
  question: Omit<BundleQuestion, 'beforeOpening'>,
): Promise<CaseBundle | Rejection> => {
  const audit = platform.app.get<AuditLog>(AUDIT, { strict: false });
  const { tenant, kind, purpose } = question;
  const account = actor.id;
  // Court proceedings and the applicant's own right are bases on which even restricted data is opened.
  const basis = kind === 'court' ? '复议诉讼 court' : '本人查阅 applicantsRight';
  const bundle = await bundlesOf(platform).make({
    ...question,
    beforeOpening: (fields) =>
      audit.record(
        tenant,
        {
          type: 'SealedFieldsOpened',
          account,
          subject: question.case,
          fields: [...fields],
          purpose: `${basis}: ${purpose}`,
        },
        actor,
      ),
  });
  if (bundle instanceof Rejection) return bundle;
  const collection = `evidence.${kind}:${question.case}`;
  const digest = sha256(bundle.zip);
  await audit.record(
    tenant,
    { type: 'RecordsExported', account, collection, rows: bundle.events, digest },
    actor,
  );
  return bundle;
};
