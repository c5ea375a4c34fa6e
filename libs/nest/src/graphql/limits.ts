import { GateError } from '@gongkai/kernel';
import { GraphQLError, Lexer, Source, TokenKind, type Token } from 'graphql';

/** How large a query may be before anybody reads what it says. */
export const QUERY_LIMITS = {
  tokensMax: 1500,
  depthMax: 15,
  /** Brackets of any kind, so that a literal cannot drive the parser deep either. */
  nestingMax: 32,
  aliasesMax: 30,
  directivesMax: 30,
  /** Rows × fields a query may ask for, see cost.ts. */
  costMax: 20_000,
} as const;

const OPENING = new Set<TokenKind>([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const CLOSING = new Set<TokenKind>([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/**
 * Reads the tokens of a query without building a tree and stops at the first limit, so that a bomb
 * costs no more than the limit. Throws a gate error; a text that is no GraphQL is a parse error.
 */
export const checkTokens = (query: string): void => {
  const lexer = new Lexer(new Source(query));
  const tally = new Tally();
  for (let token = advance(lexer); token.kind !== TokenKind.EOF; token = advance(lexer)) {
    tally.add(token);
    tally.check();
  }
};

/** What has been read so far. */
class Tally {
  private tokens = 0;
  private aliases = 0;
  private directives = 0;
  private depth = 0;
  private parentheses = 0;
  private nesting = 0;
  private before: TokenKind | undefined;

  add({ kind }: Token): void {
    this.tokens++;
    if (OPENING.has(kind)) this.nesting++;
    if (CLOSING.has(kind)) this.nesting--;
    if (kind === TokenKind.AT) this.directives++;
    if (kind === TokenKind.PAREN_L) this.parentheses++;
    else if (kind === TokenKind.PAREN_R) this.parentheses--;
    // Braces and colons of arguments are values, not selections.
    else if (this.parentheses === 0) this.selection(kind);
    this.before = kind;
  }

  private selection(kind: TokenKind): void {
    if (kind === TokenKind.BRACE_L) this.depth++;
    else if (kind === TokenKind.BRACE_R) this.depth--;
    else if (kind === TokenKind.COLON && this.before === TokenKind.NAME) this.aliases++;
  }

  check(): void {
    const { depthMax, nestingMax, aliasesMax, directivesMax, tokensMax } = QUERY_LIMITS;
    if (this.depth > depthMax || this.nesting > nestingMax) throw new GateError('QUERY_TOO_DEEP');
    if (this.aliases > aliasesMax) throw new GateError('QUERY_TOO_MANY_ALIASES');
    if (this.directives > directivesMax || this.tokens > tokensMax)
      throw new GateError('QUERY_TOO_MANY_TOKENS');
  }
}

const advance = (lexer: Lexer): Token => {
  try {
    return lexer.advance();
  } catch (error) {
    if (error instanceof GraphQLError) throw new GateError('GRAPHQL_PARSE_FAILED');
    throw error;
  }
};
