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
  let tokens = 0;
  let aliases = 0;
  let directives = 0;
  let depth = 0;
  let parentheses = 0;
  let nesting = 0;
  let before: Token | undefined;
  for (
    let token = advance(lexer);
    token.kind !== TokenKind.EOF;
    before = token, token = advance(lexer)
  ) {
    if (OPENING.has(token.kind)) nesting++;
    else if (CLOSING.has(token.kind)) nesting--;
    const outside = parentheses === 0;
    if (token.kind === TokenKind.PAREN_L) parentheses++;
    else if (token.kind === TokenKind.PAREN_R) parentheses--;
    else if (outside && token.kind === TokenKind.BRACE_L) depth++;
    else if (outside && token.kind === TokenKind.BRACE_R) depth--;
    else if (outside && token.kind === TokenKind.COLON && before?.kind === TokenKind.NAME)
      aliases++;
    else if (token.kind === TokenKind.AT) directives++;
    if (depth > QUERY_LIMITS.depthMax || nesting > QUERY_LIMITS.nestingMax)
      throw new GateError('QUERY_TOO_DEEP');
    if (aliases > QUERY_LIMITS.aliasesMax) throw new GateError('QUERY_TOO_MANY_ALIASES');
    if (directives > QUERY_LIMITS.directivesMax || ++tokens > QUERY_LIMITS.tokensMax)
      throw new GateError('QUERY_TOO_MANY_TOKENS');
  }
};

const advance = (lexer: Lexer): Token => {
  try {
    return lexer.advance();
  } catch (error) {
    if (error instanceof GraphQLError) throw new GateError('GRAPHQL_PARSE_FAILED');
    throw error;
  }
};
