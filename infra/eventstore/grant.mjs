// Once, when the log's servers are up: makes the user of the services and lets it read the log as a
// whole, which by default only administrators may. Run again, it changes the password and nothing else.
//   ADMIN_PASSWORD=… GONGKAI_PASSWORD=… ESDB_HOST=kurrentdb-1:2113 ESDB_CA=/etc/gongkai/ca.crt \
//     node infra/eventstore/grant.mjs
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { EventStoreDBClient } from '@eventstore/db-client';

const wanted = (name) => {
  const value = process.env[name];
  if (value) return value;
  console.error(`${name} is not set`);
  process.exit(2);
};
const host = wanted('ESDB_HOST');
const ca = readFileSync(wanted('ESDB_CA'));
const admin = wanted('ADMIN_PASSWORD');
const password = wanted('GONGKAI_PASSWORD');
const USER = 'gongkai';

const call = (method, path, body) =>
  new Promise((resolve, reject) => {
    const asked = request(
      new URL(path, `https://${host}`),
      { method, ca, auth: `admin:${admin}`, headers: { 'content-type': 'application/json' } },
      (answer) => {
        answer.resume();
        answer.once('end', () => resolve(answer.statusCode));
      },
    );
    asked.once('error', reject);
    asked.end(JSON.stringify(body));
  });

const made = await call('POST', '/users/', {
  loginName: USER,
  fullName: 'Gongkai services',
  password,
  groups: [],
});
const status =
  made === 201
    ? made
    : await call('POST', `/users/${USER}/command/reset-password`, { newPassword: password });
if (status >= 300) {
  console.error(`the user could not be made: ${made}, ${status}`);
  process.exit(1);
}

const client = EventStoreDBClient.connectionString(
  `esdb://admin:${encodeURIComponent(admin)}@${host}?tlsCAFile=${process.env.ESDB_CA}`,
);
await client.setStreamMetadata('$all', { acl: { readRoles: [USER, '$admins'] } });
await client.dispose();
console.log(`${USER} may read and append`);
