// Once, inside the first member, before it asks for passwords:
//   docker compose --profile cluster exec -e ADMIN_PASSWORD -e GONGKAI_PASSWORD mongodb-1 \
//     mongosh --quiet --tls --tlsCAFile /certificates/ca.crt --host localhost /setup.js
const { ADMIN_PASSWORD, GONGKAI_PASSWORD } = process.env;
if (!ADMIN_PASSWORD || !GONGKAI_PASSWORD) throw new Error('ADMIN_PASSWORD and GONGKAI_PASSWORD');

rs.initiate({
  _id: 'gongkai',
  members: [1, 2, 3].map((n) => ({ _id: n, host: `mongodb-${n}:27017` })),
});
while (!db.hello().isWritablePrimary) sleep(500);

const admin = db.getSiblingDB('admin');
admin.createUser({ user: 'admin', pwd: ADMIN_PASSWORD, roles: ['root'] });
admin.auth('admin', ADMIN_PASSWORD);
// Reads and writes its own database and makes its collections and indexes; nothing else.
admin.createUser({
  user: 'gongkai',
  pwd: GONGKAI_PASSWORD,
  roles: [{ role: 'readWrite', db: 'gongkai' }],
});
// Copies and puts back what backups hold; to repeat what was written meanwhile takes the last of these.
admin.createRole({
  role: 'repeatWrites',
  privileges: [{ resource: { anyResource: true }, actions: ['anyAction'] }],
  roles: [],
});
admin.createUser({
  user: 'backup',
  pwd: ADMIN_PASSWORD,
  roles: ['backup', 'restore', 'repeatWrites'],
});
