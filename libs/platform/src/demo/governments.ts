import {
  CatalogueCommand,
  GuideCommand,
  starterColumns,
  starterIndexNumber,
} from '@gongkai/catalogue';
import { AgencyCommand, GovernmentCommand, resolveNode, type Tree } from '@gongkai/directory';
import { PLATFORM, Rejection } from '@gongkai/kernel';
import { openAccounts, type DemoOfficers } from './accounts.js';
import { DEMO_FROM, demoCall, sent, type Sender } from './calls.js';
import governments from './governments.data.json' with { type: 'json' };

export type DemoGovernment = {
  key: string;
  tenant: string;
  name: string;
  /** Code → id. */
  agencies: ReadonlyMap<string, string>;
};

/** The governments of the documents, their agencies, accounts, catalogues and guides. */
export const seedGovernments = async (
  to: Sender,
  tree: Tree,
): Promise<Map<string, DemoGovernment & { officers: DemoOfficers }>> => {
  const seeded = new Map<string, DemoGovernment & { officers: DemoOfficers }>();
  for (const { key, division, name, agencies } of governments) {
    const node = resolveNode(tree, division);
    if (node instanceof Rejection) throw new Error(`demo: no division ${division}`);
    const join = { type: 'join', division: node.id, name, on: DEMO_FROM };
    const { id: tenant } = await sent(
      to,
      new GovernmentCommand(demoCall(PLATFORM, `join.${key}`, join), join),
    );
    const ids = new Map<string, string>();
    for (const agency of agencies) {
      const parent = 'parent' in agency ? ids.get(agency.parent) : undefined;
      const register = {
        type: 'register',
        kind: agency.kind,
        code: agency.code,
        name: agency.name,
        ...(parent === undefined ? {} : { parent }),
      };
      const step = `agency.${key}.${agency.code}`;
      const call = demoCall(tenant, step, register);
      ids.set(agency.code, (await sent(to, new AgencyCommand(call, register))).id);
    }
    const government = { key, tenant, name, agencies: ids };
    await adoptCatalogue(to, government);
    seeded.set(key, { ...government, officers: await openAccounts(to, government) });
  }
  return seeded;
};

const adoptCatalogue = async (to: Sender, { key, tenant, name }: DemoGovernment): Promise<void> => {
  const adopt = { type: 'adopt', columns: starterColumns, indexNumber: starterIndexNumber };
  await sent(to, new CatalogueCommand(demoCall(tenant, `catalogue.${key}`, adopt), adopt));
  const draft = { type: 'draft', agency: null, contents: guideOf(name) };
  await sent(to, new GuideCommand(demoCall(tenant, `guide.draft.${key}`, draft), draft));
  const publish = { type: 'publish', agency: null };
  await sent(to, new GuideCommand(demoCall(tenant, `guide.publish.${key}`, publish), publish));
};

/** What article 12 asks of a guide; offices, numbers and addresses are made up. */
const guideOf = (name: string) => ({
  classification: '机构职能、政策法规、规划计划、业务工作、其他五类。(演示)',
  arrangement: '按公开目录的栏目编排,每条信息有索引号。(演示)',
  waysToObtain: '网站检索、公报、查阅场所,或者提出申请。(演示)',
  officeName: `${name}办公室(演示)`,
  officeAddress: '演示地址',
  officeHours: '工作日 9:00–17:00(演示)',
  officePhone: '0000-0000000(演示)',
  officeFax: '0000-0000000(演示)',
  officeInternet: 'http://127.0.0.1:3000(演示)',
  officeEmail: 'demo@example.invalid',
});
