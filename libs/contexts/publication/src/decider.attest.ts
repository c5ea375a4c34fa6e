import { Rejection } from '@gongkai/kernel';
import type { CommandOf } from './commands.js';
import { contentDigestOf, type Channel, type Means, type PublicItem } from './decider.content.js';
import { beforeFormation, impossible, publishLimit } from './decider.days.js';
import { contentOf, meansOf, placeOf, samePlace } from './decider.draft.js';
import { countedAgainst } from './decider.limits.js';
import { indexNumberFault } from './decider.release.js';
import type { Document, DocumentFacts } from './decider.state.js';
import { reject } from './errors.js';
import type { DocumentEvent } from './events.js';

type Outcome = DocumentEvent[] | Rejection;

/**
 * The one recorded exception: an old item that is already public elsewhere is taken over on proof
 * and in the name of an officer. No review is made up for it, and nothing newly goes out by it.
 */
export const attest = (
  document: Document,
  command: CommandOf<'attest'>,
  facts: DocumentFacts,
): Outcome => {
  if (document.status !== 'none') return reject('publication.alreadyExists');
  if (facts.actor.kind === 'process') return reject('publication.personNeeded');
  const fault = indexNumberFault(document, command.indexNumber);
  if (fault) return fault;
  const place = placeOf(command, facts);
  if (place instanceof Rejection) return place;
  const content = contentOf(command, facts);
  if (content instanceof Rejection) return content;
  const { documentId, agency, proof, attestedBy } = command;
  if (facts.proofMissing)
    return reject('publication.attachmentUnknown', { digest: proof.digest }, 'proof.digest');
  const contentDigest = contentDigestOf(content);
  const limit = publishLimit(content, null, null, facts.calendar);
  const { genre, normative } = content;
  const { columnClass } = place;
  const events: DocumentEvent[] = [];
  const seen: { channel: Channel; means: Means; site: string | null }[] = [];
  const byDay = command.publications.toSorted((a, b) =>
    a.publishedOn < b.publishedOn ? -1 : Number(a.publishedOn > b.publishedOn),
  );
  for (const [
    i,
    { channel, means: given, site = null, url = null, publishedOn },
  ] of byDay.entries()) {
    const means = meansOf({ channel, means: given });
    if (means instanceof Rejection) return means;
    const day =
      beforeFormation(publishedOn, content.formedOn) ??
      impossible(publishedOn, facts.today, 'publishedOn');
    if (day) return day;
    if (seen.some((known) => samePlace(known, { means, site })))
      return reject('publication.alreadyInChannel', {}, 'publications');
    const first = i === 0;
    const firstInChannel = !seen.some((known) => known.channel === channel);
    seen.push({ channel, means, site });
    const against = countedAgainst(first ? limit : null, publishedOn);
    const counting = { first, firstInChannel, ...against };
    const where = { channel, means, site, url, publishedOn };
    const what = { genre, normative, columnClass, contentDigest };
    const data = { documentId, ...where, ...counting, ...what, proof, attestedBy };
    if (!first) {
      events.push({ type: 'PublicationAttested', data });
      continue;
    }
    const item: PublicItem = {
      agency,
      ...place,
      indexNumber: facts.indexNumber ?? null,
      content,
    };
    events.push({ type: 'DocumentAttested', data: { ...data, item, recordedBy: facts.actor.id } });
  }
  return events;
};
