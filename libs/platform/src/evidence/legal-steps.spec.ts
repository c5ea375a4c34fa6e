import { contexts } from '../contexts.js';
import { caseKinds } from '../replay/case-kinds.js';
import { isLegalStep, LEGAL_STEPS } from './legal-steps.js';

describe('the legal steps', () => {
  it('are of every kind of case', () => {
    for (const { kind, read } of caseKinds) {
      const { name } = contexts.find(({ policy }) => policy === read.policy)!;
      expect({ kind, steps: LEGAL_STEPS[name]?.length ?? 0 }).not.toEqual({ kind, steps: 0 });
    }
  });

  it('are the coming, the answer and the lateness of a complaint, not what the office does with it', () => {
    const steps = ['ComplaintReceived', 'ComplaintAnswered', 'ComplaintOverdueNoted'];
    expect(steps.map(isLegalStep)).toEqual([true, true, true]);
    expect(['ComplaintAssigned', 'ComplaintShown', 'ComplaintDueMoved'].some(isLegalStep)).toBe(
      false,
    );
  });
});
