export { PAPER_LIMITS } from './limits.js';
export { readPaper, readPdfHead } from './read-paper.js';
