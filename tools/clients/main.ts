import { installClients } from './install-clients.ts';

// `npm run clients`: installs them; the tests that try them run next.
await installClients();
