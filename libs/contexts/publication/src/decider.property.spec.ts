import { fold } from '@gongkai/kernel';
import fc from 'fast-check';
import { documentDecider } from './decider.js';
import type { DocumentEvent } from './events.js';
import { itemRows, type ItemRow } from './items.projection.js';
import { documentId } from './testing.js';
import { PEOPLE, play, publicFirst, sequence } from './testing-histories.js';

const lastOf = <T extends DocumentEvent['type']>(
  history: readonly DocumentEvent[],
  ...types: T[]
) =>
  history.findLast((event): event is Extract<DocumentEvent, { type: T }> =>
    (types as string[]).includes(event.type),
  );

/** The rule told again from the events alone, without the state the decider keeps. */
const checkWayOut = (history: DocumentEvent[], contentDigest: string) => {
  const review = lastOf(
    history,
    'SecrecyReviewPassed',
    'SecrecyReviewRefused',
    'SecrecyReviewVoided',
  );
  const decision = lastOf(history, 'AttributeDecided', 'AttributeMoved', 'WithholdingReevaluated');
  const approval = lastOf(
    history,
    'DocumentApproved',
    'DocumentReturned',
    'DocumentWithdrawn',
    'DocumentContentRevised',
  );
  const written = lastOf(history, 'DocumentDrafted', 'DocumentAttested', 'DocumentContentRevised')!;
  const proposal = lastOf(history, 'AttributeProposed')!;
  const authors = history.flatMap((event) =>
    event.type === 'DocumentDrafted'
      ? [event.data.author]
      : event.type === 'DocumentAttested'
        ? [event.data.recordedBy]
        : event.type === 'DocumentContentRevised'
          ? [event.data.revisedBy]
          : [],
  );
  expect(written.data.contentDigest).toBe(contentDigest);
  expect(review?.type === 'SecrecyReviewPassed' && review.data.contentDigest).toBe(contentDigest);
  const reviewer = review?.type === 'SecrecyReviewPassed' ? review.data.reviewedBy : '';
  expect([...authors, proposal.data.proposedBy]).not.toContain(reviewer);
  expect(PEOPLE).toContain(reviewer);
  const attributed =
    decision?.type === 'AttributeDecided'
      ? decision.data.attribute
      : decision?.type === 'AttributeMoved'
        ? decision.data.to
        : '';
  expect(attributed).toBe('onInitiative');
  expect(approval?.type === 'DocumentApproved' && approval.data.contentDigest).toBe(contentDigest);
  const signer = approval?.type === 'DocumentApproved' ? approval.data.approvedBy : '';
  expect(authors).not.toContain(signer);
  expect(PEOPLE).toContain(signer);
};

describe('every order of every command by anybody', () => {
  it('lets nothing out without a review by another person, a decision and an approval of that very content', () => {
    let out = 0;
    fc.assert(
      fc.property(sequence, (steps) => {
        play(steps, (before, now) => {
          for (const event of now)
            if (
              event.type === 'DocumentPublished' ||
              event.type === 'SubmissionSent' ||
              event.type === 'DocumentCorrected'
            ) {
              checkWayOut(before, event.data.contentDigest);
              out += 1;
            }
        });
      }),
      { numRuns: 600 },
    );
    // The property is worth something only if many histories get out at all.
    expect(out).toBeGreaterThan(100);
  });

  it('shows the public exactly what is public: no row before, none after a withdrawal', () =>
    fc.assert(
      fc.property(sequence, (steps) => {
        let row: ItemRow | undefined;
        const history: DocumentEvent[] = [];
        play(steps, (_, now) => {
          for (const event of now) {
            history.push(event);
            if (Object.hasOwn(itemRows.events, event.type))
              row = itemRows.apply(row, { ...event, meta: {}, position: 1n } as never, documentId);
          }
          const state = fold(documentDecider, history);
          expect(row !== undefined).toBe(state.publicDigest !== null);
        });
      }),
      { numRuns: 200 },
    ));

  it('leaves nothing public that was decided to be kept, or that a review refused', () => {
    let takenDown = 0;
    fc.assert(
      fc.property(publicFirst, (steps) => {
        play(steps, (before, now) => {
          const { publicDigest } = fold(documentDecider, before);
          const against = now.some(
            (event) =>
              (event.type === 'AttributeDecided' && event.data.attribute !== 'onInitiative') ||
              (event.type === 'AttributeMoved' && event.data.to !== 'onInitiative') ||
              (event.type === 'SecrecyReviewRefused' && event.data.contentDigest === publicDigest),
          );
          if (publicDigest === null || !against) return;
          expect(fold(documentDecider, [...before, ...now]).publicDigest).toBeNull();
          takenDown += 1;
        });
      }),
      { numRuns: 400 },
    );
    expect(takenDown).toBeGreaterThan(10);
  });

  it('counts an item once, whatever happens to it', () =>
    fc.assert(
      fc.property(sequence, (steps) => {
        const history = play(steps, () => undefined);
        const firsts = history.map((event) => {
          if (event.type === 'DocumentAttested') return 1;
          if (event.type === 'PublicationVoided') return -Number(event.data.first);
          return event.type === 'DocumentPublished' || event.type === 'PublicationRestated'
            ? Number(event.data.first)
            : 0;
        });
        const counted = firsts.reduce<number>((sum, one) => sum + one, 0);
        expect(counted).toBe(Number(fold(documentDecider, history).everPublic));
      }),
      { numRuns: 200 },
    ));
});
