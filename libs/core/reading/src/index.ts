export * from './errors.js';
export * from './paper.js';
export { readReport, UNNAMED_AGENCY, type PartNamed } from './read-report.js';
export { statementsOf, type TextFrame } from './statements.js';
export { publishedFigures, type PublishedFigures } from './published-figures.js';
