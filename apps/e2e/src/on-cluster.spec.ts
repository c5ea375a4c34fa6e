// What speaks HTTP alone, once more on the stores of a cluster: one start of the services for all.
import './appeals.spec.js';
import './appeals-suit.spec.js';
import './archivist.spec.js';
import './publishing.spec.js';
import './requesting.spec.js';
import { stopCluster } from './server.js';

afterAll(stopCluster);
