import type { Advice } from './finding.ts';

/** What the guide has for a database whose connections are used up or stuck. */
export const RESTART_CONNECTIONS: Advice = {
  says: 'Restart the database connections of the services (handover guide, Troubleshooting 1)',
  command: './scripts/restart_db_connections.sh',
};
