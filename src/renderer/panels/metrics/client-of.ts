import type { Client } from '../../../contract/index.ts';
import type { Connection } from '../../state/client.ts';

/** The client of an open connection. Fails while there is none. */
export function clientOf(connection: Connection): Client {
  const { client } = connection.state.getState();
  if (!client) throw new Error('The control center is not connected.');
  return client;
}
