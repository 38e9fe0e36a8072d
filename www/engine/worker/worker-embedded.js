/** The training worker, for pages that may hold its files themselves. */
import './fetch-embedded.js';
import './worker.js';
