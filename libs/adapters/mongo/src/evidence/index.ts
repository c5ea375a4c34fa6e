export { MongoEvidenceStore } from './mongo-evidence-store.js';
