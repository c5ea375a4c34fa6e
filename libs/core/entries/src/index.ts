export * from './agency-desk.js';
export * from './commands.js';
export * from './entry.js';
export * from './rows.js';
export * from './texts.js';
