/** The languages besides English: whoever imports this can speak them. */
import * as de from './de.js';
import { addLanguage } from './language.js';
import * as ru from './ru.js';

addLanguage('de', 'Deutsch', de);
addLanguage('ru', 'Русский', ru);
