/** The training worker, for pages that may hold its files themselves. */
import './fetch-held.js';
import './worker.js';
