export { PAPER_LIMITS } from './limits.js';
export { readPaper } from './read-paper.js';
