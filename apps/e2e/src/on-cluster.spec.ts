// What speaks HTTP alone, once more on the stores of a cluster: one start of the services and one set of
// demo data for all, so no two that need the same case of it.
// First, so that the others meet the new master key.
import './cluster-commands.js';
import './archivist.spec.js';
import './publishing.spec.js';
import './requesting.spec.js';
import { stopCluster } from './server.js';

afterAll(stopCluster);
