export { teardown as default } from './demo-folder.mjs';
