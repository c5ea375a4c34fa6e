import {
  authorise,
  CLOCK,
  GateError,
  READ_STORE,
  Rejection,
  type Clock,
  type Condition,
  type Day,
  type Officer,
  type ReadStore,
} from '@gongkai/kernel';
import { CurrentOfficer, CURSORS, listRows, mutationsOf, type Cursors } from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { sampleFields } from './built-in.js';
import { LetterTemplateCommand, TemplateSource } from './commands.js';
import { letterTemplateId } from './decider.js';
import { rejectLetter } from './errors.js';
import { LetterKind, type LetterLanguage } from './events.js';
import { fillLetter } from './fill.js';
import { articleOf, fieldsOf, letterKinds, type LetterEdition } from './letter-kinds.js';
import { LETTERS, type Letters } from './ports.js';
import { letterPolicy } from './policy.js';
import { remedyOf } from './remedies.js';
import { checkTemplate } from './template.js';
import { letterTemplates } from './templates.projection.js';

type EditionName = 'cn2007' | 'cn2019';

const editionName = (edition: LetterEdition): EditionName => `cn${edition}`;

@Resolver('LetterTemplate')
export class LetterResolver extends mutationsOf([
  LetterTemplateCommand,
  { setLetterTemplate: 'set', withdrawLetterTemplate: 'withdraw' },
]) {
  constructor(
    @Inject(CommandBus) bus: CommandBus,
    @Inject(READ_STORE) readonly reads: ReadStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CURSORS) readonly cursors: Cursors,
    @Inject(LETTERS) private readonly letters: Letters,
  ) {
    super(bus);
  }

  @Query('letterKinds')
  async kinds(@CurrentOfficer() officer: Officer) {
    mayRead(officer);
    const where: Condition[] = [{ key: 'inForce', eq: 1 }];
    const limit = LetterKind.options.length * 2;
    const { rows } = await this.reads.find(letterTemplates, officer.tenant, { where, limit });
    const versions = new Map(rows.map(({ template, version }) => [template, version]));
    return LetterKind.options.map((kind) => this.rule(kind, versions));
  }

  @Query('letterTemplate')
  async template(
    @CurrentOfficer() officer: Officer,
    @Args('kind') kind: LetterKind,
    @Args('language') language: LetterLanguage,
  ) {
    mayRead(officer);
    return { kind, language, ...(await this.letters.template(officer.tenant, kind, language)) };
  }

  @Query('letterTemplateVersions')
  async versions(
    @CurrentOfficer() officer: Officer,
    @Args('kind') kind: LetterKind,
    @Args('language') language: LetterLanguage,
    @Args('first') first?: number | null,
    @Args('after') after?: string | null,
  ) {
    mayRead(officer);
    const where = [{ key: 'template', eq: letterTemplateId(kind, language) }];
    const query = { where, sort: { key: 'number', descending: true } };
    return listRows(this, letterTemplates, officer.tenant, query, { first, after });
  }

  /** Nothing of a case is in a preview: the values are samples. */
  @Query('previewLetterTemplate')
  preview(
    @CurrentOfficer() officer: Officer,
    @Args('kind') kind: LetterKind,
    @Args('language') language: LetterLanguage,
    @Args('source') source: string,
    @Args('edition') edition?: EditionName | null,
    @Args('on') on?: Day | null,
  ) {
    mayRead(officer);
    if (!TemplateSource.safeParse(source).success)
      throw new GateError('BAD_REQUEST', { source: 0 });
    const faults = checkTemplate(kind, source).map(({ code, line, column, details }) => {
      const { zh, en } = rejectLetter(code, details);
      return { code, zh, en, line, column };
    });
    if (faults.length > 0) return { faults, blocks: [] };
    const day = on ?? this.clock.today();
    const named = edition ? (edition.slice(2) as LetterEdition) : undefined;
    const fits = named ?? (articleOf(kind, '2019', day) ? '2019' : editionWith(kind));
    const fields = sampleFields(kind, language);
    const blocks = fillLetter({ kind, language, edition: fits, on: day, fields }, source);
    if (!(blocks instanceof Rejection)) return { faults, blocks };
    const { code, zh, en } = blocks;
    return { faults: [{ code, zh, en, line: 1, column: 1 }], blocks: [] };
  }

  private rule(kind: LetterKind, versions: ReadonlyMap<string, number>) {
    const { zh, en, articles } = letterKinds[kind];
    const remedy = remedyOf(kind, null, this.clock.today());
    return {
      kind,
      zh,
      en,
      fields: fieldsOf(kind),
      articles: articles.map(({ edition, from, ...article }) => ({
        ...article,
        edition: editionName(edition),
        from: from ?? null,
      })),
      remedy: remedy && {
        ...remedy,
        reconsiderationDays: remedy.reconsideration?.days ?? null,
        litigation:
          remedy.litigation && `${String(remedy.litigation.length)} ${remedy.litigation.unit}`,
      },
      versionZh: versions.get(letterTemplateId(kind, 'zh')) ?? 0,
      versionEn: versions.get(letterTemplateId(kind, 'en')) ?? 0,
    };
  }
}

/** A kind only one edition knows is shown under that one. */
const editionWith = (kind: LetterKind): LetterEdition =>
  letterKinds[kind].articles[0]?.edition ?? '2019';

const mayRead = (officer: Officer): void =>
  void authorise(
    letterPolicy,
    'letter.readTemplates',
    { kind: 'officer', officer },
    officer.agency,
  );
