/** What a wrapped key is bound to, in whatever store it lies: moved to another place it does not open. */
export const placeOfPerson = (tenant: string, key: string) => ['person', tenant, key];
export const placeOfTenant = (tenant: string) => ['tenant', tenant];
