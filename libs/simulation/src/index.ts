export { officerOf, officesOf, type Office } from './offices.js';
export { itemOf, planOf, type ItemPlan, type YearPlan } from './plan.js';
export { randomOf, type Random } from './random.js';
export { commandsOf, type SimulatedCommand } from './year.js';
