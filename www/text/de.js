/**
 * Every sentence in German: the same sections as en.js, in which each says what it is given. Du,
 * kurz und schlicht.
 *
 * @typedef {typeof import('./en.js')} English
 */
/** @template T @typedef {import('./language.js').Part<T>} Part */
import { plurals } from './language.js';
import {
  brief,
  clock,
  count,
  figures,
  megabytes,
  memory,
  number,
  roughly,
  percent as share,
  thousands,
  epochs as writeEpochs,
} from './numbers.js';

const many = plurals('de');
const LOST = 'Sein Netz ist verloren, die Kurven nicht.';
/** @param {number} n */
const parametersOf = (n) => `${count(n)} ${many(n, { one: 'Parameter', other: 'Parameter' })}`;
/** @param {number} n */
const threadsOf = (n) => `${count(n)} ${many(n, { one: 'Thread', other: 'Threads' })}`;

/** @param {{needed: number, budget: number, largest: string, bytes: number}} what */
const memoryOf = ({ needed, budget, largest, bytes }) =>
  `Das braucht ${memory(needed)} Speicher, ${memory(bytes)} davon für ${engine.largest?.[largest] ?? largest}; ein Browser-Tab hat nur ${memory(budget)}.`;

/** @type {Part<English['errors']>} */
export const errors = {
  unreachable: (url) =>
    `${file(url)} ließ sich nicht holen: Prüfe deine Verbindung und versuche es noch einmal.`,
  status: (url, status, text) =>
    status === 404
      ? `${file(url)} wurde nicht gefunden (404): Es sollte unter ${url} liegen.`
      : `${file(url)}: Der Server antwortete ${status}${text && ` ${text}`}. Versuche es gleich noch einmal.`,
  notWasm: (url, reason) =>
    `Was als ${file(url)} kam, ist kein WebAssembly für diesen Browser (${reason}).`,
  noSimd:
    'Dieser Browser ist zu alt: Ihm fehlt WebAssembly SIMD. Firefox 89, Chrome 91 und Safari 16.4 haben es.',
  policy:
    "Die Content-Security-Policy dieser Seite verbietet WebAssembly: Ergänze 'wasm-unsafe-eval' in ihrer Direktive script-src.",
  noWorker: (reason) =>
    `Der Worker zum Trainieren ist nicht gestartet${reason ? ` (${reason})` : ''}. Lade die Seite neu.`,
  lost: (reason) =>
    `Der Worker zum Trainieren ist ausgefallen${reason ? ` (${reason})` : ''}. ${LOST}`,
  silent: `Der Worker zum Trainieren sagt nichts mehr: Vielleicht hat das System ihn beendet. ${LOST}`,
  otherBuild: (here, there) =>
    `Von dieser Seite gibt es eine neuere Fassung: Lade die Seite neu.${here && there ? ` (Hier ist ${here}, geladen wurde ${there}.)` : ''}`,
  noSharedMemory: 'Dieser Browser teilt keinen Speicher zwischen Threads.',
  trapped: 'Die Rechenmaschine dieser Seite ist ausgefallen: Lade die Seite neu.',
  garbled: 'Eine Nachricht des Workers war nicht zu lesen.',
  closed: 'Der Worker wurde entlassen, weil der Trainer die Seite verlassen hat.',
  replaced: 'An seiner Stelle wurde ein anderer Lauf gestartet.',
  stoppedFirst: 'Er wurde beendet, bevor er zu trainieren begann.',
  noRun: 'Es läuft nichts: Starte zuerst einen Lauf.',
  pauseFirst: 'Es trainiert gerade: Halte es zuerst an.',
};

/** @type {Part<English['engine']>} */
export const engine = {
  largest: {
    'the digits': 'die Ziffern',
    'the training digits': 'die Ziffern zum Lernen',
    'the test digits': 'die Ziffern zum Testen',
    'the largest chunk': 'die größte Datei mit Ziffern',
    'the weights': 'die Gewichte',
    'the parameters': 'die Parameter',
    'the parameters, their gradient and what the optimiser remembers':
      'die Parameter, ihren Gradienten und was sich der Optimierer merkt',
    'the values between the layers': 'die Werte zwischen den Schichten',
    'the values of a batch on their way through the layers':
      'die Werte eines Stapels auf dem Weg durch die Schichten',
    'the test': 'den Test',
    'what the last layer is given of each digit': 'was die letzte Schicht von jeder Ziffer bekommt',
    'the file': 'die Datei',
    'its contents': 'ihren Inhalt',
    'its weights': 'ihre Gewichte',
    'its list of tensors': 'ihre Liste der Tensoren',
    'the unpacked bytes': 'die entpackten Bytes',
    'the digits to remember, and what the last layer is given of them':
      'die Ziffern, die nicht vergessen werden sollen, und was die letzte Schicht von ihnen bekommt',
    'the covariance of what the last layer is given':
      'die Kovarianz dessen, was die letzte Schicht bekommt',
    'the lessons and their copies': 'die Ziffern der Lektionen und ihre Kopien',
    images: 'die Bilder',
    labels: 'die Beschriftungen',
  },
  kinds: {
    diverged: ({ step, rate }) =>
      `Das Netz ist bei Schritt ${count(step)} entgleist: Sein Verlust ist keine Zahl mehr. Seine Gewichte sind die des Schritts davor; beginne neu mit einer Lernrate unter ${brief(rate)}.`,
    imageSize: ({ expected, found }) =>
      `Das Netz liest Bilder aus ${count(expected)} Pixeln, die Ziffern haben aber ${count(found)}.`,
    imageShape: ({ rows, columns, foundRows, foundColumns }) =>
      `Das Netz liest Bilder aus ${rows} × ${columns} Pixeln, die Ziffern haben aber ${foundRows} × ${foundColumns}.`,
    place: ({ place, digits }) =>
      `Dieser Lauf hat in seiner Epoche schon aus ${count(place)} Ziffern gelernt, eine Epoche hat aber nur ${count(digits)}.`,
    otherDigits: ({ expected, found }) =>
      `Dieser Lauf lernt aus ${expected}, hier sind aber ${found}.`,
    memory: (what) => memoryOf(what),
    holdOut: ({ heldOut, total, batch }) =>
      `Von ${count(total)} Ziffern lassen sich nicht ${count(heldOut)} zurückhalten: Der Rest muss einen Stapel von ${count(batch)} füllen.`,
  },
  ofNetwork: (layer, sentence) => (layer === null ? sentence : `Schicht ${layer}: ${sentence}`),
  names: {
    RecipeError: (engine) => `Das Rezept stimmt so nicht (${engine}).`,
    ModelError: (engine) => `Dieses Netz lässt sich nicht verwenden (${engine}).`,
    InkError: (engine) => `Das lässt sich nicht als Zeichnung oder Bild lesen (${engine}).`,
    ChunkError: (engine) => `Diese Ziffern sind nicht zu gebrauchen (${engine}).`,
    CheckpointError: (engine) => `Dieser Lauf lässt sich nicht öffnen (${engine}).`,
    ResumeError: (engine) => `Dieser Lauf kann nicht weitergehen (${engine}).`,
    TrainError: (engine) => `Der Schritt war nicht möglich (${engine}).`,
    TeachError: (engine) => `Das ließ sich nicht lernen (${engine}).`,
  },
};

/** @type {Part<English['hints']>} */
export const hints = {
  about: (name) => `Was heißt „${name}“?`,
};

/** @type {Part<English['data']>} */
export const data = {
  loading: (bytes, total) => `Hole die Ziffern: ${megabytes(bytes)} von ${megabytes(total)}`,
  progress: 'Geholte Ziffern',
  opening: 'Hole die Liste der Ziffern.',
  ready: (train, test) =>
    `${count(train)} Ziffern zum Lernen und ${count(test)} zum Testen sind da.`,
  fromCache: 'Dieser Browser hatte sie aufgehoben.',
  forgets:
    'Dieser Browser hebt für diese Seite nichts auf, also werden sie nächstes Mal wieder geholt.',
  waiting: (split, part) =>
    `Warte auf ${split === 'test' ? 'Testziffern' : 'Ziffern'}${part ? ` ${range(part)}` : ''}. Es geht von selbst weiter, wenn sie kommen.`,
  trouble: (trouble) => {
    const what = trouble.split
      ? `${trouble.file} (${trouble.split === 'test' ? 'Testziffern' : 'Ziffern'} ${range(trouble)})`
      : trouble.file;
    return `${what} ${reason(trouble)}`;
  },
  more: (more) =>
    many(more, {
      one: '1 weitere Datei kam nicht.',
      other: `${count(more)} weitere Dateien kamen nicht.`,
    }),
  kept: 'Was da ist, bleibt da.',
  retriesSoon: 'In ein paar Sekunden wird es von selbst noch einmal versucht.',
  retriesOnline: 'Es geht von selbst weiter, wenn du wieder online bist.',
  retryNow: 'Prüfe deine Verbindung, dann drücke „Noch einmal“.',
  retry: 'Noch einmal',
  privacy: 'All das geschieht in deinem Browser: Nichts verlässt diesen Tab.',
};

/** @type {Part<English['trainer']>} */
export const trainer = {
  label: 'Training',
  preset: 'Netz',
  presets: {
    softmax: {
      title: 'Eine Schicht',
      summary:
        'Zehn Einheiten, die jede alle 784 Pixel wiegen: das einfachste Netz, das Ziffern lernen kann.',
    },
    'mlp-sigmoid': {
      title: 'Fünf Schichten, Sigmoid',
      summary: 'Tiefe hilft, aber die flachen Enden der Sigmoidkurve machen den Anfang zäh.',
    },
    'mlp-relu': {
      title: 'Fünf Schichten, ReLU',
      summary: 'ReLU lässt die Steigung durch, und eine fallende Lernrate beruhigt das Ende.',
    },
    'mlp-dropout': {
      title: 'Fünf Schichten, ReLU, Dropout',
      summary:
        'In jedem Schritt verstummt ein Viertel der Einheiten, damit sich keine auf eine andere verlässt.',
    },
    conv: {
      title: 'Faltung',
      summary: 'Kleine Flecken, überall gleich gewogen: Das Netz weiß nun, was neben was liegt.',
    },
    'conv-dropout': {
      title: 'Faltung, mehr Filter, Dropout',
      summary:
        'Platz für mehr, und Dropout auf der einen breiten Schicht, damit sie nicht auswendig lernt.',
    },
    'mlp-bn': {
      title: 'Fünf Schichten, Batch-Norm',
      summary:
        'Batch-Norm hält die Werte jeder Schicht in gutem Bereich, so lernt das Netz um ein Vielfaches schneller.',
    },
    'conv-bn': {
      title: 'Faltung, Batch-Norm',
      summary: 'Alles zusammen: Faltung, Batch-Norm, Dropout.',
    },
    best: {
      title: 'So gut es geht',
      summary:
        'Fünf Faltungen mit Pooling dazwischen, und Ziffern, die bei jedem Zeigen ein wenig verschoben und gebogen werden.',
    },
    fast: {
      title: '99 % in Sekunden',
      summary:
        'Ein kleines Netz mit Batch-Norm, ein Zyklus der Lernrate, und weniger als zwei Blicke auf jede Ziffer.',
    },
  },
  own: 'Dein eigenes',
  presetIn: (title, seconds) => `${title}: etwa ${roughly(seconds)}`,
  takes: (seconds) => `Dauert hier etwa ${roughly(seconds)}.`,
  ownFrom: (title) => `Dein eigenes Netz; alles andere wie bei „${title}“.`,
  facts: (parameters, owes) =>
    `${parametersOf(parameters)}; soll ${share(owes, 1)} der Testziffern lesen.`,
  steps: 'Schritte',
  epochs: 'Epochen',
  seed: 'Startwert',
  dice: 'Anderer Startwert',
  advanced: 'Mehr',
  schedule: 'Lernrate',
  constant: 'gleichbleibend',
  decaying: 'fallend',
  oneCycle: 'ein Zyklus',
  rate: 'Rate',
  from: 'Von',
  to: 'Bis',
  over: 'Über (Schritte)',
  peak: 'Gipfel',
  rise: 'Anteil des Anstiegs',
  upTo: (peak) => `hinauf zu ${peak} und hinab`,
  optimizer: 'Optimierer',
  sgd: 'SGD, Schwung',
  sgdWith: (momentum) => (momentum ? `SGD mit Schwung ${number(momentum)}` : 'SGD'),
  adam: 'Adam',
  momentum: 'Schwung',
  batch: 'Stapel',
  evaluateEvery: 'Test alle (Schritte)',
  atLeast: (found, least) => `${number(found)}: Erlaubt ist ${number(least)} oder mehr.`,
  outOfRange: (found, least, most) =>
    `${number(found)}: Erlaubt ist ${number(least)} bis ${number(most)}.`,
  needsNumber: 'Gib eine Zahl ein.',
  needsWhole: 'Gib eine ganze Zahl von 0 bis 4.294.967.295 ein.',
  digest: (rate, optimizer, batch) => `${rate}, ${optimizer}, ${count(batch)} Ziffern je Schritt`,
  reset: 'Zurück zur Vorlage',
  locked: 'Die Einstellungen sind gesperrt, bis es anhält.',
  start: 'Start',
  startAnew: 'Neu starten',
  startAgain: 'Wieder starten',
  pause: 'Pause',
  resume: 'Weiter',
  goOn: 'Fortsetzen',
  stop: 'Ende',
  stopHint: 'Beendet den Lauf. Sein Netz bleibt, und du kannst ihn fortsetzen',
  step: 'Schritt',
  stepHint: 'Ein Trainingsschritt, dann Pause',
  progress: 'Fortschritt des Trainings',
  reads: (right, all) => `Es liest ${count(right)} von ${count(all)}`,
  idle: 'Es hat noch nichts gelernt',
  starting: 'Macht sich bereit',
  learning: 'Es lernt',
  now: 'Testgenauigkeit',
  nowHint: 'Der Anteil der Ziffern, die das Netz richtig liest, ohne je an ihnen zu lernen.',
  best: 'Beste bisher',
  bestHint: 'Die höchste Testgenauigkeit dieses Laufs, und wann das war.',
  bestAt: (step) => `Beste, bei ${count(step)}`,
  step_of: (step, steps, epoch) =>
    `Schritt ${count(step)} von ${count(steps)}, Epoche ${writeEpochs(epoch)}`,
  speed: 'Tempo',
  imagesPerSecond: (perSecond) => `${thousands(perSecond)} Bilder/s`,
  speedHint: 'Trainingsbilder je Sekunde, die Zeit fürs Testen eingerechnet.',
  left: 'Noch',
  leftHint: 'Bei der jetzigen Geschwindigkeit, die Tests eingerechnet.',
  learningRate: 'Lernrate',
  learningRateHint: 'Wie weit jeder Schritt die Gewichte verschiebt.',
  fingerprint: 'Fingerabdruck',
  fingerprintHint:
    'Ein kurzer Name aller Gewichte, Bit für Bit: Dieselben Einstellungen und derselbe Startwert geben überall denselben.',
  none: '–',
  png: (chart) => `${chart} (.png)`,
  model: 'Modell (.nib)',
  modelHint: 'Das Netz herunterladen, wie es jetzt ist',
  csv: 'Kurven (.csv)',
  csvHint: 'Die Punkte der Kurven als Tabelle herunterladen',
  json: 'Kurven (.json)',
  jsonHint: 'Rezept, Fingerabdruck und Punkte der Kurven herunterladen',
  link: 'Link kopieren',
  linkHint: 'Ein Link zu dieser Seite mit diesen Einstellungen',
  linkCopied: 'Link kopiert',
  sameBits: 'Dieselben Bits wie im Link: Du hast genau das Netz des Absenders.',
  otherBits: (expected, found) =>
    `Andere Bits: Im Link steht ${expected}, dein Netz hat ${found}. Bitte melde das.`,
  linkNotCopied: (link) => `Kopiere diesen Link: ${link}`,
  ended: (how, step) =>
    how === 'done'
      ? `Fertig nach ${count(step)} ${many(step, { one: 'Schritt', other: 'Schritten' })}.`
      : `Beendet bei Schritt ${count(step)}.`,
  spoken: (done, accuracy, left) =>
    `${[
      `${share(done, 0)} trainiert`,
      accuracy === null ? '' : `Testgenauigkeit ${share(accuracy)}`,
      left === null ? '' : `noch ${clock(left)}`,
    ]
      .filter(Boolean)
      .join(', ')}.`,
  live: 'Im Lauf ändern',
  liveNone:
    'Während ein Netz lernt, verstellst du hier Lernrate, Dropout und Stapel; die Kurven zeigen, wo.',
  liveRate: 'Lernrate, mal die eingestellte',
  liveKeep: 'Dropout behält',
  liveBatchName: 'Ziffern je Schritt',
  liveBatch: 'Gib eine ganze Zahl von Ziffern ein, mindestens 1.',
  paused: 'Angehalten.',
  machine: (backend, threads) => `Trainiert mit ${backend}, ${threadsOf(threads)}.`,
  short: (reason) =>
    `Es trainiert mit weniger Threads: ${reason} Das Netz wird dasselbe, nur später.`,
  failed: (message) => `Der Lauf hielt an: ${message}${/[.!?]$/.test(message) ? '' : '.'}`,
  copy: 'Das ist eine Kopie der Folie, für eine Übersicht oder die Vortragsansicht: Sie trainiert nicht.',
  fixFirst: 'Eine der Einstellungen stimmt nicht: Sieh dir die rot markierten Felder an.',
  linkIgnored: (what) =>
    `Diese Teile des Links ergeben keinen Sinn und zählen nicht: ${what.join('; ')}.`,
  linkWaits:
    'Du hast einen Link geöffnet, während dieses Netz lernt: Seine Einstellungen gelten, sobald der Lauf endet oder du ihn beendest.',
  ignored: (what) => `nib-trainer hat weggelassen, was keinen Sinn ergab: ${what.join(', ')}`,
};

/** @type {Part<English['linked']>} */
export const linked = {
  sets: 'Dieser Link stellt ein:',
  pressStart: 'Drücke Start, um es zu trainieren.',
  promises: (fingerprint) =>
    `Drücke Start: Am Ende siehst du, ob dein Netz die Bits des Links hat, ${fingerprint}.`,
  leftOut: 'Diese Teile des Links ergeben keinen Sinn und zählen nicht:',
  isExpected: (what) => `Erwartet: ${what}.`,
  expected: {
    number: 'eine Zahl',
    seed: 'eine ganze Zahl von 0 bis 4.294.967.295',
    steps: 'eine ganze Zahl von Schritten, mindestens 1',
    epochs: 'eine Zahl von Epochen über 0',
    batch: 'eine ganze Zahl von Ziffern, mindestens 1',
    'test-every': 'eine ganze Zahl von Schritten, mindestens 1',
    'hold-out': 'eine ganze Zahl von Ziffern von 0 bis 1.000.000',
    smoothing: 'eine Zahl von 0 bis 0.9',
    net: 'Schichten wie c6k6r_p2x2_d10',
    augment: 'Zahlen wie rotate12_scale0.12, oder none',
    pens: 'Zahlen wie digits0.1_scribbles0.05, oder none',
    optimizer: 'sgd oder adam',
    digits: 'Ziffern wie own_12_0123456789abcdef',
    changes: 'Änderungen wie 500r0.5, die halbe Rate ab Schritt 500',
    threads: 'eine ganze Zahl von 1 bis 32',
    fingerprint: '16 der Zeichen 0 bis 9 und a bis f',
  },
  augment: 'Verschobene Ziffern',
  pens: 'Ziffern aus der Grammatik der Stifte',
  smoothing: 'Label-Glättung',
  holdOut: 'Zurückgehaltene Ziffern',
  digits: 'Ziffern zum Lernen',
  ownDigits: (n) => `MNIST und ${count(n)} gezeichnete`,
  changes: 'Änderungen unterwegs',
  threads: 'Threads',
  none: 'keine',
};

/** @type {Part<English['next']>} */
export const next = {
  stopped:
    'Du hast früh beendet: Zeichne eine Ziffer und sieh, was es schon kann, oder setze fort.',
  endings: {
    rough: (wrong, all) =>
      `Es kennt die groben Formen und verliest sich bei ${count(wrong)} von ${count(all)}: Trainiere es länger.`,
    byHeart: (train, test) =>
      `Es fängt an, die Ziffern auswendig zu lernen: Von denen, an denen es lernt, liest es ${share(train)}, von neuen nur ${share(test)}. Dropout oder Faltung hilft.`,
    pixels: (wrong, all) =>
      `Es weiß, wo meist Tinte liegt, kennt aber keine Striche und verliest sich bei ${count(wrong)} von ${count(all)}: Sieh sie dir an, oder versuche mehr Schichten.`,
    strokes: (wrong, all) =>
      `Es verliest sich bei ${count(wrong)} von ${count(all)} neuen Ziffern: Zeichne eine, sieh dir die Fehler an, oder versuche Faltung, die weiß, welche Pixel Nachbarn sind.`,
    good: (wrong, all) =>
      `Es verliest sich nur bei ${count(wrong)} von ${count(all)} neuen Ziffern: Zeichne eine und versuche, es zu täuschen, oder sieh dir die Fehler an.`,
  },
  draw: 'Ziffer zeichnen',
  misread: 'Fehler ansehen',
  compare: 'Vergleichen mit…',
  tryNext: (title) => `„${title}“ versuchen`,
};

/** @type {Part<English['lesson']>} */
export const lesson = {
  before: (nets) =>
    many(nets, { one: '1 Netz', other: `${count(nets)} Netze, vom einfachsten an` }),
  begin:
    'Drücke „Weiter“, um das nächste zu trainieren; hier liest du, was anders ist und warum es hilft.',
  at: (rung, nets, title) => `${rung} von ${nets}: ${title}`,
  first: 'Beginnen',
  next: 'Weiter',
  previous: 'Zurück',
  list: 'Alle Stufen, und was jede von den Testziffern gelesen hat',
  reads: (accuracy) => share(accuracy),
  ladder: {
    softmax: {
      title: 'Eine Schicht',
      sentence:
        'Zehn Einheiten wiegen jede alle 784 Pixel. Es lernt in Sekunden, aber es kann nur wissen, wo meistens Tinte liegt.',
    },
    sigmoid: {
      title: 'Fünf Schichten, Sigmoid',
      sentence:
        'Vier Schichten gehen ihr voraus, so kann es aus Pixeln Striche zusammensetzen. Es beginnt langsam: Wo die Sigmoidkurve flach ist, gibt es keine Steigung, der es folgen könnte.',
    },
    relu: {
      title: 'ReLU stattdessen',
      sentence:
        'ReLU ist nicht flach, wo es eingeschaltet ist, so kommt die Steigung durch alle fünf Schichten: Es lernt sofort.',
    },
    decay: {
      title: 'Eine fallende Lernrate',
      sentence:
        'Die Kurve zitterte, weil die Schritte am Ende zu groß waren. Nun werden sie kleiner: Es kommt zur Ruhe und liest mehr.',
    },
    dropout: {
      title: 'Dropout',
      sentence:
        'In jedem Schritt verstummt ein Viertel der Einheiten, damit sich keine auf eine andere verlässt. Es lernt weniger auswendig, so steigt der Verlust im Test weniger; die Genauigkeit ändert sich kaum.',
    },
    convolution: {
      title: 'Faltung',
      sentence:
        'Kleine Flecken werden überall gleich gewogen, wo sie auch liegen. Bisher wusste es nicht, welche Pixel Nachbarn sind.',
    },
    filters: {
      title: 'Mehr Filter, Dropout',
      sentence:
        'Mehr Platz zum Lernen; und Dropout auf der einen breiten Schicht, damit der Platz nicht zum Auswendiglernen dient.',
    },
    norm: {
      title: 'Batch-Norm',
      sentence:
        'Die Werte jeder Schicht bleiben in gutem Bereich, so kann es größere Schritte machen und braucht weniger davon.',
    },
  },
};

/** @type {Part<English['scene']>} */
export const scene = {
  trouble: (reason) => `Die Szene hielt an: ${reason}`,
  notJson: (place) =>
    `Ihr Skript ist kein JSON${place ? `: Zeile ${place.line}, Spalte ${place.column} ergibt keinen Sinn` : ''}. Erwartet wird eine Liste wie [{"draw": 7}, "pause", {"train": 200}].`,
  notList:
    'Ihr Skript muss eine Liste von Aktionen sein, wie [{"draw": 7}, "pause", {"train": 200}].',
  notAction: (place, found, known) =>
    `Eintrag ${place} ihres Skripts ist ${found}; er muss "pause" sein oder eine Aktion, eine von ${known.join(', ')}, wie in {"draw": 7}.`,
  unknownAction: (place, found, known) =>
    `Eintrag ${place} ihres Skripts hat keine bekannte Aktion${found && `, sondern "${found}"`}; es gibt ${known.join(', ')} und "pause".`,
  twoActions: (place, one, two) =>
    `Eintrag ${place} ihres Skripts hat sowohl "${one}" als auch "${two}"; schreib für jede einen Eintrag.`,
  badAction: (place, act, found, why) =>
    `Eintrag ${place} ihres Skripts ist ${found}; "${act}" braucht ${why}.`,
  expected: {
    draw: 'eine Ziffer von 0 bis 9 oder Striche, und "ms" von 0 bis 60000',
    clear: 'true',
    answer: 'true oder false',
    say: 'einen Text',
    wait: 'Millisekunden von 0 bis 60000',
    train:
      'ganze Schritte von 1 bis 1000000 oder ein Rezept mit solchen "steps", und "of" nicht kleiner als sie',
  },
  noPad: (act) => `"${act}" braucht ein <nib-pad> in der Szene.`,
  noTrainer: '"train" braucht einen <nib-trainer> in der Szene.',
  lost: 'Das Training kam nicht an sein Ende.',
};

/** @type {Part<English['network']>} */
export const network = {
  title: 'Schichten',
  digest: (layers, parameters) =>
    `${count(layers)} ${many(layers, { one: 'Schicht', other: 'Schichten' })}${parameters === null ? '' : `, ${parametersOf(parameters)}`}`,
  list: 'Die Schichten, vom Bild zur Antwort',
  input: (rows, columns) => `Ein Bild aus ${rows} × ${columns} Kästchen`,
  output: 'Zehn Einheiten, eine je Ziffer',
  kinds: {
    dense: 'dicht',
    conv: 'Faltung',
    maxPool: 'Max-Pool',
    averagePool: 'Mittelwert-Pool',
    batchNorm: 'Batch-Norm',
    dropout: 'Dropout',
    dropoutMaps: 'Dropout von Karten',
  },
  fields: {
    units: 'Einheiten',
    filters: 'Filter',
    kernel: 'Kern',
    stride: 'Schritt',
    size: 'Größe',
    keep: 'Bleibt',
    activation: 'Danach',
    slope: 'Steigung',
  },
  leftOut: { size: 'ganze Karte', stride: 'wie Größe' },
  leftOutHint: 'Lass Größe und Schritt leer, um über die ganze Karte zu mitteln',
  activations: { linear: 'nichts', relu: 'ReLU', sigmoid: 'Sigmoid', leakyRelu: 'Leaky ReLU' },
  layerName: ({ kind, size, stride, keep, activation, slope }) =>
    [
      [
        {
          dense: 'dicht',
          conv: 'Faltung',
          maxPool: 'Max-Pool',
          averagePool: 'Mittelwert-Pool',
          batchNorm: 'Batch-Norm',
          dropout: 'Dropout',
          dropoutMaps: 'Dropout von Karten',
        }[kind],
        size || (kind === 'averagePool' ? 'über die Karte' : ''),
      ]
        .filter(Boolean)
        .join(' '),
      stride > 1 ? `Schritt ${stride}` : '',
      keep === null ? '' : `behält ${roundPercent(keep)}`,
      {
        linear: '',
        relu: 'ReLU',
        sigmoid: 'Sigmoid',
        leakyRelu: `Leaky ReLU ${number(slope ?? 0)}`,
      }[activation],
    ]
      .filter(Boolean)
      .join(', '), // prettier-ignore
  kindOf: (layer) => `Art von Schicht ${layer}`,
  layer: (layer) => `Schicht ${layer}`,
  hands: (shape) => shape.map(count).join(' × '),
  handsHint: 'Was sie von jeder Ziffer weitergibt: Zeilen × Spalten × Kanäle, oder so viele Werte',
  parameters: (parameters) => (parameters === 0 ? 'keine Parameter' : parametersOf(parameters)),
  total: (parameters) => `${parametersOf(parameters)} insgesamt`,
  unknown: '?',
  up: (layer) => `Schicht ${layer} nach oben`,
  down: (layer) => `Schicht ${layer} nach unten`,
  add: (layer) => `Nach Schicht ${layer} eine einfügen`,
  addFirst: 'Am Anfang eine Schicht einfügen',
  remove: (layer) => `Schicht ${layer} entfernen`,
  keys: 'Alt mit den Pfeiltasten hinauf und hinab verschiebt die Schicht, in der du bist.',
  moved: (from, to) => `Schicht ${from} ist jetzt Schicht ${to}.`,
  added: (layer) => `Schicht ${layer} ist neu.`,
  removed: (layer) => `Schicht ${layer} ist weg.`,
  save: 'Speichern (.json)',
  saveHint: 'Diese Schichten als Datei herunterladen',
  openFile: 'Öffnen (.json)',
  openHint: 'Die Schichten aus einer Datei nehmen: wähle eine, oder lass sie hier fallen',
  opened: (name) => `Diese Schichten kommen aus ${name}.`,
  notOpened: (name, reason) => `${name} wurde nicht geöffnet: ${reason}`,
  tooLarge: 'Sie ist größer als 1 MB, und das ist keine Beschreibung eines Netzes.',
  notJson: (reason) => `Sie ist kein JSON (${reason}).`,
  noLayers:
    'Sie hat keine Liste von Schichten: Erwartet wird {"layers": […]} oder ein Rezept mit einem Netz darin.',
  inLayer: (layer, sentence) => `Schicht ${layer}: ${sentence}`,
  needsWhole: 'Gib eine ganze Zahl ein.',
  needsNumber: 'Gib eine Zahl ein.',
  wrong: {
    units: ({ found, most }) => `${count(found)} Einheiten: Wähle 1 bis ${count(most)}.`,
    filters: ({ found, most }) => `${count(found)} Filter: Wähle 1 bis ${count(most)}.`,
    patch: ({ what, found, most }) =>
      `${{ kernel: 'Ein Kern', size: 'Eine Größe', stride: 'Ein Schritt' }[what]} von ${count(found)}: Wähle 1 bis ${count(most)}.`,
    noPicture: ({ before, values }) =>
      `Sie braucht ein Bild (Zeilen × Spalten × Kanäle), aber Schicht ${before} gibt ${count(values)} Werte ohne Orte weiter. Schiebe sie vor die dichten Schichten.`,
    slope: ({ found }) => `Eine Steigung von ${number(found)}: Wähle eine über 0 und unter 1.`,
    poolStride: () =>
      'Ohne Größe mittelt sie über die ganze Karte: Gib ihr eine Größe, oder lass den Schritt leer.',
    memory: (what) =>
      `${memoryOf(what)} Nimm weniger Filter oder Einheiten, einen größeren Schritt oder einen kleineren Stapel.`,
    keep: ({ found }) => `Ein Anteil von ${number(found)}: Wähle einen über 0, höchstens 1.`,
    start: ({ found }) =>
      `Sie beginnt mit ${number(found)}: Das muss eine Zahl zwischen −100 und 100 sein.`,
    lastLayer: ({ found, classes }) =>
      `Die letzte Schicht muss dicht sein, mit ${count(classes)} Einheiten und nichts danach, eine je Ziffer; sie ist ${found}.`,
    parameters: ({ found, most }) =>
      `Mit ihr hat das Netz ${parametersOf(found)}; höchstens ${count(most)} gehen hier.`,
    layerCount: ({ found, most }) => `${count(found)} Schichten: Wähle 1 bis ${count(most)}.`,
    inputSize: ({ rows, columns, most }) =>
      `Bilder aus ${rows} × ${columns} Kästchen: Wähle Seiten von 1 bis ${most}.`,
  },
};

/** @type {Part<English['charts']>} */
export const charts = {
  accuracy: 'Genauigkeit',
  loss: 'Verlust',
  lossUnit: 'kleiner ist besser',
  train: 'Trainingsziffern',
  test: 'Testziffern',
  empty: 'Starte das Training, um die Kurve zu sehen.',
  step: 'Schritt',
  at: (step, epoch) => `Schritt ${count(step)}, Epoche ${writeEpochs(epoch)}`,
  grouped: (group) =>
    `Jeder gezeigte Trainingswert ist das Mittel von ${count(group)} gemessenen; vergrößere, um alle zu sehen.`,
  axis: (from, to) => `Von ${roundPercent(from)} bis ${roundPercent(to)}`,
  closer: (from, to) => `Näher: ${roundPercent(from)} bis ${roundPercent(to)}`,
  climb: 'Ganzer Aufstieg',
  log: 'Log-Skala',
  logHint: 'Zieht kleine Werte auseinander: Jede Linie ist ein Vielfaches der unteren.',
  zoomOut: 'Ganze Kurve',
  zoomHint: 'Zum Vergrößern über die Kurven ziehen, Doppelklick zeigt wieder alle.',
  none: '–',
  noPicture: 'Der Browser konnte kein Bild von diesem Diagramm machen.',
  points: 'Punkte als Tabelle',
  thinned: (shown, all) => `${count(shown)} von ${count(all)} Punkten; die CSV-Datei hat alle.`,
  columns: [
    'Schritt',
    'Epoche',
    'Genauigkeit Training',
    'Genauigkeit Test',
    'Verlust Training',
    'Verlust Test',
  ],
  best: (name, value, step) => `${name}: bester Testwert ${value} bei Schritt ${count(step)}.`,
  summary: (name, test, train, step) =>
    `${name} bei Schritt ${count(step)}: Test ${test}, Training ${train}.`,
  emptyBands: (name) => `${name} je Schicht. Starte das Training, um sie zu sehen.`,
  noneSuch: 'Dieses Netz hat keine.',
  emptyTest: 'Starte das Training, um das zu sehen.',
  emptyLayers: 'Zeichne eine Ziffer: Jede Schicht zeigt, was sie daraus macht.',
  sevenths: 'Jedes Band enthält ein Siebtel, vom kleinsten bis zum größten Wert.',
  whichNumbers: (name) => `${name}: von welcher Schicht`,
  kinds: {
    weights: 'Gewichte',
    biases: 'Bias-Werte',
    scales: 'Skalen der Batch-Norm',
    activations: 'Größte Aktivierungen',
  },
  ofAllLayers: (kind) => `${kind}, alle Schichten`,
  ofLayer: (kind, layer, name) => `${kind}, Schicht ${layer}: ${name}`,
  spreadAt: (step, least, most) => `${step}: ${least} bis ${most}`,
  spread: (name, all, step, least, most, [from, to]) =>
    `${name}: ${count(all)} ${many(all, { one: 'Zahl', other: 'Zahlen' })}. Bei Schritt ${count(step)} von ${least} bis ${most}, das mittlere Siebtel von ${from} bis ${to}.`,
  confusionName: 'Verwechslungen',
  isSaid: 'Zeilen: was es ist. Spalten: was das Netz liest.',
  cell: (label, guess, n) =>
    label === guess
      ? `${label} richtig gelesen: ${count(n)}`
      : `${label} als ${guess} gelesen: ${count(n)}`,
  takenFor: (label, guess, n) => `${label} für ${guess} (${count(n)}-mal)`,
  confusion: (worst) =>
    worst.length
      ? `Verwechslungen. Am häufigsten hält es ${worst.join(', ')}.`
      : 'Es liest jede Testziffer richtig.',
  perDigitName: 'Testgenauigkeit je Ziffer',
  perDigit: (values) =>
    `Testgenauigkeit: ${values.map(([digit, part]) => `${digit}: ${part}`).join(', ')}.`,
  readOf: (right, all) => `${count(right)} von ${count(all)} richtig gelesen`,
  learningRate: 'Lernrate',
  speed: 'Tempo',
  imagesPerSecond: 'Bilder/s',
  line: (name, value, step) => `${name}: ${value} bei Schritt ${count(step)}.`,
  times: { training: 'Training', testing: 'Test', looking: 'Bilder für dich', rest: 'der Rest' },
  where: (shares) => `Wohin die Zeit geht: ${shares}.`,
  units: (n) => `${n} ${n === '1' ? 'Einheit' : 'Einheiten'}`,
  filters: (shown, all, rows, columns) =>
    `Wonach die erste Schicht sucht: ${shown === all ? count(all) : `${count(shown)} von ${count(all)}`} Filter aus ${rows} × ${columns}`,
  layersName: 'Die Schichten des Netzes',
  layers: (names) => `Bilder des Netzes: ${names.join('; ')}.`,
  changed: ({ rateFactor, keep, batch }) =>
    [
      rateFactor === undefined ? '' : `Rate × ${number(Number(rateFactor.toPrecision(3)))}`,
      keep === undefined ? '' : `behält ${roundPercent(keep)}`,
      batch === undefined ? '' : `Stapel ${count(batch)}`,
    ]
      .filter(Boolean)
      .join(', '),
  marks: [
    [0.926, 'eine Schicht, 92,6 %'],
    [0.982, 'fünf Schichten, 98,2 %'],
    [0.992, 'Faltung, 99,2 %'],
    [0.995, 'Batch-Norm, 99,5 %'],
    [0.997, 'bestes, 99,7 %'],
  ],
};

const NUMERALS = [
  'Null',
  'Eins',
  'Zwei',
  'Drei',
  'Vier',
  'Fünf',
  'Sechs',
  'Sieben',
  'Acht',
  'Neun',
];

/** Parts of a drawing, row by row. */
const NINTHS = [
  'links oben',
  'oben',
  'rechts oben',
  'links',
  'in der Mitte',
  'rechts',
  'links unten',
  'unten',
  'rechts unten',
];

/** @param {number | null} accuracy  null: unknown */
const withAccuracy = (accuracy) => (accuracy === null ? '' : `, ${share(accuracy)}`);

/** @type {Part<English['pictures']>} */
export const pictures = {
  notPicture: (name) =>
    `Dieser Browser kann ${name || 'das'} nicht als Bild öffnen: Versuche eine PNG- oder JPEG-Datei.`,
  heic: (name) =>
    `${name || 'Das'} ist ein HEIC-Foto, das dieser Browser nicht öffnen kann: Speichere es erst als JPEG.`,
  pdf: (name) =>
    `${name || 'Das'} ist ein PDF: Mach ein Bildschirmfoto der Ziffer und füge es ein.`,
  webPage: (name) => `${name || 'Das'} ist eine Webseite und kein Bild: Speichere das Bild selbst.`,
  tooLarge: (name) =>
    `${name || 'Dieses Bild'} ist größer als 64 MB: Verkleinere es und versuche es noch einmal.`,
  hidden:
    'Dieser Browser verbirgt Bilder vor Seiten, darum kann keins gelesen werden: Erlaube dieser Seite, Canvas-Daten zu lesen, oder zeichne die Ziffer.',
  elsewhere:
    'Dieses Bild lässt sich nicht von seiner Seite holen: Speichere oder kopiere es und füge es hier ein.',
  noDigit: {
    blank:
      'Keine Ziffer gefunden: Schreib eine groß und dunkel auf leeres Papier und fotografiere sie von oben, ohne Schatten.',
    surface:
      'Keine Ziffer gefunden, gar keine Linien: Schreib eine mit dem Stift auf leeres Papier.',
    pattern:
      'Keine Ziffer gefunden zwischen so vielen Linien: Schneide das Bild auf die Ziffer zu.',
    unlike: 'Keine Ziffer gefunden: Schneide das Bild auf eine Ziffer zu und dreh sie aufrecht.',
  },
};

/** @type {Part<English['pad']>} */
export const pad = {
  surface: 'Zeichenfläche',
  surfaceKind: 'Zeichenfläche',
  keys:
    'Die Pfeiltasten bewegen den Stift um ein Kästchen, mit Umschalt um vier. Die Leertaste setzt ihn auf und ab. ' +
    'Entf leert, Strg Z nimmt einen Schritt zurück und Strg Y holt ihn wieder, Strg V fügt ein Bild ein, Escape verlässt die Fläche.',
  invitation: 'Zeichne eine Ziffer',
  form: {
    valueMissing: 'Zeichne hier eine Ziffer.',
    badInput: 'Das ließ sich nicht als Ziffer lesen: Zeichne sie noch einmal.',
  },
  undo: 'Zurück',
  redo: 'Wieder',
  eraser: 'Radierer',
  eraserHint: 'Teile deiner Zeichnung wegradieren',
  picture: 'Foto',
  pictureHint:
    'Das Bild einer Ziffer lesen: wähle eine Datei, lass sie auf die Fläche fallen oder füge sie ein',
  pictureTrouble: (reason) => reason,
  pictureFirst: 'Etwas anderes kam aufs Papier, bevor das Bild offen war.',
  clear: 'Leeren',
  sample: 'Beispiel',
  sampleHint: 'Eine Beispielziffer zeichnen lassen',
  view: 'Was das Netz sieht',
  viewLabel: 'Deine Zeichnung, wie das Netz sie sieht: 28 mal 28 Pixel',
  viewEmpty: 'Was das Netz sieht: noch nichts gezeichnet',
  bars: 'Wie sicher sich das Netz bei jeder Ziffer ist',
  nothing: '–',
  percent: (n) => `${n}\u00a0%`,
  emptied: 'Nichts gezeichnet.',
  answer: {
    nothing: 'Noch nichts gezeichnet',
    unread: 'Noch nicht gelesen',
    noDigit: 'Keine Ziffer gefunden.',
    dot: 'Nur ein Punkt.',
    scribble: 'Das sieht nicht nach einer Ziffer aus.',
    several: 'Mehrere Ziffern, aber nicht alle sind lesbar.',
    unsure: (digit, percent, next, nextPercent) =>
      `Unsicher: ${digit} oder ${next}? ${percent}\u00a0% zu ${nextPercent}\u00a0%`,
    rather: (digit, percent, next, nextPercent) =>
      `Eher ${digit} als ${next}: ${percent}\u00a0% zu ${nextPercent}\u00a0%`,
    clearly: (digit, percent) => `${digit}, ganz klar: ${percent}\u00a0%`,
    spokenSeveral: (digits) => `${digits.length} Ziffern: ${digits.join(', ')}.`,
  },
  itIs: (label) => `Es ist eine ${label}.`,
  why: {
    button: 'Warum?',
    hint: 'Zeigen, welche Kästchen für die Ziffer sprechen und welche dagegen',
    pro: (digit) => `für ${digit}`,
    proAny: 'dafür',
    contra: (rival) => `für ${rival}`,
    contraAny: 'dagegen',
    nothing: 'Warum es das meint: noch nichts zu erklären',
    inWords: (digit, rival, most, least) =>
      (most === null
        ? `Nichts spricht für eine ${digit}`
        : `Die Tinte ${NINTHS[most]} spricht am meisten für eine ${digit}`) +
      (least === null ? '.' : `, die ${NINTHS[least]} am meisten für eine ${rival}.`),
  },
  spoken: (digit, percent, next, nextPercent) => {
    if (percent < 50) return unsure(digit, percent, next, nextPercent);
    const runnerUp = nextPercent > 0 ? `; danach ${next}, ${nextPercent} Prozent` : '';
    return `${NUMERALS[digit]}, ${percent} Prozent${runnerUp}.`;
  },
  spokenUnsure: unsure,
  at: (column, row) => `Spalte ${column + 1}, Zeile ${row + 1}.`,
  penDown: 'Stift unten.',
  penUp: 'Stift oben.',
  loading: 'Das Netz wird geladen …',
  nobody: 'Noch ist kein Netz geladen.',
  nets: {
    group: 'Welches Netz liest',
    readBy: (name) => `Es liest: ${name}.`,
    own: (accuracy) => `nibnets eigenes${withAccuracy(accuracy)}`,
    page: (accuracy) => `das Netz dieser Seite${withAccuracy(accuracy)}`,
    taught: 'von dir gelehrt',
    yours: (accuracy) => `deins, ${share(accuracy)}`,
    yoursAt: (step, accuracy) => `deins, Schritt ${count(step)}${withAccuracy(accuracy)}`,
    yoursTaught: 'deins, von dir gelehrt',
    file: (name, accuracy) => name + withAccuracy(accuracy),
    lookingBack: (step) => `Du siehst Schritt ${count(step)}.`,
    now: 'Zurück zu jetzt',
  },
  historyHint: 'Trainiere ein Netz, und sieh zu, wie es hier deine Ziffer lernt.',
  historyCaption: (from, to) => `Wie es deine Ziffer las, Schritt ${count(from)} bis ${count(to)}`,
  historyEmpty: 'Wie das Netz im Training deine Zeichnung liest: noch gar nicht.',
  history: (first, last) =>
    `Wie das Netz im Training deine Zeichnung liest: ${spot(first)}, ${spot(last)}.`,
  notLoaded: (reason) => `Du kannst zeichnen, aber kein Netz liest es: ${reason}`,
  notWhole: (reason) =>
    `Ein Teil dieser Seite wurde nicht geladen, darum fehlt das Lehren oder „Warum?“: Lade die Seite neu. (${reason})`,
  notRead: (reason) => `Das Netz konnte diese Zeichnung nicht lesen: ${reason}`,
  notAdopted: (reason) => `Dieses Netz kann nicht lesen: ${reason}`,
  retry: 'Noch einmal',
};

/** @type {Part<English['teach']>} */
export const teach = {
  ask: 'Es war:',
  was: (digit) => `Es war ${digit}`,
  learning: 'Lernt …',
  learnt: (digit, known) =>
    known ? `Es liest ${digit} und ist jetzt sicherer.` : `Jetzt liest es ${digit}.`,
  notLearnt: (digit) =>
    `Es konnte diese ${digit} nicht lernen, ohne andere zu vergessen, und liest wie zuvor. Die Ziffer ist aufgehoben.`,
  movedOn:
    'Deine Ziffer ist aufgehoben, aber jetzt liest ein anderes Netz: Halte das Training an und lehre sie noch einmal.',
  failed: (reason) =>
    `Die Ziffer ist aufgehoben, aber nicht gelernt: ${reason}${/[.!?]$/.test(reason) ? '' : '.'}`,
  learntAll: (right, all) => `Es liest ${count(right)} deiner ${count(all)} Ziffern richtig.`,
  nothingLeft: 'Es hat deine Ziffern vergessen und liest wie am Anfang.',
  last: (digit) => `Zuletzt gelernt: ${digit}.`,
  forget: 'Vergiss es',
  forgotten: 'Vergessen: Es liest wie zuvor.',
  relearnt: 'Es hat gelernt, was du geändert hast.',
  notRelearnt: (reason) =>
    `Es konnte deine anderen Ziffern nicht neu lernen und liest wie am Anfang: ${reason}`,
  notKept: (reason) =>
    `Deine Ziffern konnten nicht gelesen oder aufgehoben werden: ${reason}${/[.!?]$/.test(reason) ? '' : '.'}`,
  forgets:
    'Dieser Browser hebt für diese Seite nichts auf: Deine Ziffern sind weg, wenn du sie verlässt.',
  noDigit: 'Was eine Zeichnung war, ist eine ganze Zahl von 0 bis 9.',
  nothing: 'Zeichne zuerst eine Ziffer, dann sag, was sie war.',
  busy: 'Es lernt noch die letzte Ziffer.',
  kept: (n) => `Deine Ziffern: ${count(n)}`,
  privacy:
    'Sie liegen in diesem Browser und nirgends sonst. Löschst du eine, vergisst das Netz sie.',
  newest: (n) => `Zu sehen sind die neuesten ${count(n)}.`,
  list: 'Ziffern, die du gelehrt hast',
  label: (digit) => `Eine ${digit}: was sie war`,
  remove: (digit) => `Diese ${digit} löschen: Das Netz vergisst sie`,
  reallyRemove: 'Vergessen?',
  again: 'Diese lehren',
  strokes: 'Striche (.jsonl)',
  strokesHint: 'Herunterladen, was du gezeichnet hast, eine Ziffer je Zeile',
  images: 'Bilder (IDX)',
  imagesHint: 'Die Bilder und was sie zeigen herunterladen, als zwei Dateien im Format von MNIST',
  deleteAll: 'Alle löschen',
  reallyDelete: (n) => `${count(n)} löschen und vergessen?`,
};

/** @type {Part<English['reasons']>} */
export const reasons = {
  stagesTitle: 'Was die Vorbereitung tut',
  asDrawn: 'wie gezeichnet',
  stages: { scale: 'gestreckt', centre: 'mittig', line: 'MNISTs Stift', smooth: 'geglättet' },
  switchHint: 'Das weglassen und sehen, was das Netz dann daraus macht',
  reads: (digit, percent) => `${digit}, ${percent}\u00a0%`,
  withAll: (digit, percent) =>
    `Mit all dem liest das Netz ${digit}: ${percent}\u00a0%. Lass etwas weg, um zu sehen, wozu es gut ist.`,
  without: (digit, percent) => `Ohne das Weggelassene läse das Netz ${digit}: ${percent}\u00a0%.`,
  nothingLeft: 'Dann bleibt von deiner Zeichnung nichts.',
  drawingsOnly: 'Zeichne eine Ziffer, um das zu sehen; Bilder werden anders vorbereitet.',
  none: '–',
  nearestTitle: 'Die Ziffern, die es deiner am ähnlichsten findet',
  ask: 'Suche sie',
  askHint: 'Holt einige tausend Ziffern seines Trainings und vergleicht sie mit deiner',
  searching: 'Sucht …',
  drawFirst: 'Zeichne zuerst eine Ziffer.',
  found: (all) =>
    `Die nächsten von ${count(all)} Trainingsziffern, so wie die letzte Schicht des Netzes sie sieht.`,
  notFound: (reason) => `Sie ließen sich nicht suchen: ${reason}`,
  neighbour: (label) => `Eine ${label} der Trainingsziffern`,
  distance: (distance) => `${figures(distance)} entfernt`,
  distanceHint:
    'Wie weit die beiden für die letzte Schicht des Netzes auseinander liegen: je näher, desto ähnlicher',
};

/** @type {Part<English['page']>} */
export const page = {
  language: 'Sprache',
  html: {
    title: 'nibnet: zeichne eine Ziffer, trainiere ein Netz',
    description:
      'Zeichne eine Ziffer, und ein kleines neuronales Netz liest mit, während du zeichnest. Drücke auf Trainieren, und ein Netz lernt in diesem Tab 60.000 handgeschriebene Ziffern.',
    skip: 'Zur Zeichenfläche',
    promise: 'Zeichne eine Ziffer: Ein kleines Netz liest mit.',
    promiseMore: 'Dann trainiere selbst eines und sieh ihm zu.',
    reload: 'Seite neu laden',
    dismiss: 'Weitermachen',
    pad: 'Zeichne eine Ziffer',
    train: 'Trainiere ein Netz',
    notes: 'Wie es geht',
    seesTitle: 'Was das Netz sieht',
    sees: 'Dein Strich wird ausgeschnitten, auf 20 Kästchen gebracht, mit dem Schwerpunkt in die Mitte von 28 × 28 gelegt und weichgezeichnet. So ging es auch den 70.000 Ziffern von MNIST, und ein Netz liest am besten, was so aussieht wie das, woraus es gelernt hat.',
    trainsTitle: 'Was das Training tut',
    trains:
      'Das Netz rät hundert Ziffern, erfährt die Antworten und rückt jedes seiner Gewichte ein wenig dorthin, wo es besser geraten hätte; dann die nächsten hundert. Die dicke Kurve zählt auf Ziffern, mit denen es nie trainiert.',
    seedTitle: 'Gleicher Startwert, gleiches Netz',
    seed: 'Startwert und Einstellungen bestimmen alles: Derselbe Lauf ergibt dieselben Gewichte bis aufs letzte Bit, hier, auf einem anderen Rechner oder auf der Kommandozeile. Schreib den Startwert auf, und jeder kann wiederholen, was du gesehen hast.',
    stays: 'Nichts, was du zeichnest, verlässt diesen Tab.',
    free: 'Freie Software: MIT oder Apache 2.0. Ziffern: MNIST von LeCun, Cortes und Burges.',
    thumb: 'Training',
    settings: 'Einstellungen',
    lab: 'Das Labor: sieh es lernen',
  },
  theme: (name) => `Aussehen: ${name}`,
  themes: { auto: 'wie dein System', light: 'Papier', dark: 'Tafel' },
  single:
    'WebAssembly mit SIMD, in einem Thread; diese Seite ist nicht isoliert, darum sind mehr nicht erlaubt.',
  unshared:
    'WebAssembly mit SIMD, in einem Thread; dieser Browser lässt Threads keinen Speicher teilen.',
  isolated: (threads) =>
    `WebAssembly mit SIMD, in ${threads === 1 ? 'einem Thread' : `bis zu ${count(threads)} Threads`}; diese Seite ist isoliert, darum sind Threads erlaubt.`,
  machine: (backend, threads) => `Das Training läuft mit ${backend}, ${threadsOf(threads)}.`,
  offline: {
    metered:
      'Von dieser Seite ist nichts für die Zeit ohne Netz aufgehoben, weil deine Leitung langsam ist oder zählt, was sie trägt.',
    nothing: 'Von dieser Seite ist bisher nichts für die Zeit ohne Netz aufgehoben.',
    page: 'Diese Seite liegt in deinem Browser: Sie öffnet sich und liest ohne Netz, doch zum Lernen fehlen ihr Ziffern.',
    busy: 'Seite und Ziffern werden aufgehoben …',
    all: 'Diese Seite liegt in deinem Browser, samt den Ziffern: Sie geht auch ohne Netzverbindung.',
    failed:
      'Nicht alles ließ sich aufheben: Das Netz brach ab, oder dieser Browser hat keinen Platz dafür.',
  },
  keepAll: 'Alles hier aufheben (13 MB)',
  unexpected: (reason) =>
    `Etwas ging schief, das nicht hätte schiefgehen dürfen: ${reason}. Mach weiter, oder lade die Seite neu.`,
  thumb: {
    idle: 'Trainieren',
    loading: 'Lädt …',
    running: 'Pause',
    paused: 'Weiter',
    done: 'Noch einmal',
    failed: 'Noch einmal',
  },
  thumbState: (step, steps, accuracy) =>
    accuracy === null ? `Schritt ${count(step)} von ${count(steps)}` : `${share(accuracy)} richtig`,
};

/** @type {Part<English['embed']>} */
export const embed = {
  ignored: (ignored) =>
    `In der Adresse des Rahmens nicht verstanden und weggelassen: ${ignored.join(', ')}.`,
  notShown: (name) => `Dieser Rahmen zeigt kein ${name}: Ergänze es in der Option „show“.`,
  notWhole: (what, least, most) =>
    `„${what}“ muss eine ganze Zahl von ${count(least)} bis ${count(most)} sein.`,
};

/** @type {Part<English['lab']>} */
export const lab = {
  name: 'Labor',
  panels: {
    accuracy: 'Genauigkeit',
    loss: 'Verlust',
    training: 'Trainingsziffern',
    weights: 'Gewichte',
    biases: 'Bias-Werte',
    test: 'Testziffern',
    confusion: 'Verwechslungen',
    digits: 'Je Ziffer',
    layers: 'Schichten',
    activations: 'Aktivierungen',
    rate: 'Lernrate',
    speed: 'Tempo',
  },
  keys: 'Tasten: 1–6 zeigen eine Ansicht, 7–9 zwei, 0 alle. Die Leertaste friert ein.',
  freeze: 'Einfrieren',
  thaw: 'Auftauen',
  frozen: 'Das Labor steht still; das Training geht weiter.',
  folded:
    'Starte das Training und sieh ins Netz hinein: Kurven, falsch gelesene Ziffern, Gewichte, Verwechslungen.',
  unfold: 'Diese Ansichten jetzt zeigen',
  place: (at, all) => `${at} von ${all}`,
  backHint:
    'Zieh hier oder an der Kurve der Genauigkeit entlang: Alles zeigt das Netz, wie es damals war.',
  back: 'Zurückblicken',
  now: 'Zurück ins Jetzt',
  atStep: (step) => `Du siehst Schritt ${count(step)}.`,
  atNow: 'Das Netz, wie es jetzt ist',
  restore: (n) =>
    many(n, {
      one: 'Die verborgene Ansicht zeigen',
      other: `${count(n)} verborgene Ansichten zeigen`,
    }),
  all: 'Alle Ansichten',
  enlarge: (name) => `${name}: vergrößern, oder zurück`,
  hide: (name) => `${name}: verbergen`,
  save: 'Speichern',
  saveAs: (name, kind) => `${name} als ${kind.toUpperCase()}`,
  close: 'Schließen',
  wallRole: 'Wand aus Ziffern',
  noDigits: 'Starte das Training, um die Ziffern zu sehen.',
  noTraining: 'Starte das Training, um die Ziffern zu sehen, aus denen es lernt.',
  noTest: 'Starte das Training, um zu sehen, welche Testziffern es falsch liest.',
  trainingCaption: (right, all, step) =>
    `Schritt ${count(step)}: ${count(right)} von diesen ${count(all)} liest es richtig`,
  testCaption: (wrong, all, shown) =>
    wrong > shown
      ? `Es liest ${count(wrong)} von ${count(all)} falsch. Das sind die ersten ${count(shown)}.`
      : `Es liest ${count(wrong)} von ${count(all)} falsch, die roten. Drücke auf eine, um zu sehen, warum.`,
  testDigit: (digit) => `Testziffer ${count(digit + 1)}`,
  trainingDigit: 'Eine Trainingsziffer',
  digitIs: (label, guess) =>
    label > 9
      ? `Keine Ziffer; das Netz würde ${guess} sagen`
      : label === guess
        ? `Eine ${label}, richtig gelesen`
        : `Eine ${label}, als ${guess} gelesen`,
  digitWas: (guess) => `Beim letzten Test las es ${guess}.`,
  cellTitle: (label, guess, n) =>
    `Ziffer ${label}, ${label === guess ? 'richtig' : `als ${guess}`} gelesen: ${count(n)}`,
  toPad: 'Auf die Zeichenfläche',
  toPadHint: 'Zeichne darauf oder radiere, und sieh, was das Netz dann liest',
  pressOne: 'Drücke auf eine, um sie groß zu sehen.',
  firstOf: (shown, all) =>
    `Die ersten ${count(shown)} von ${count(all)}. Drücke auf eine, um sie groß zu sehen.`,
  local: 'All das geschieht in diesem Tab und bleibt darin.',
  noTrainer: 'Diese Seite hat keinen Trainer, dem das Labor zusehen könnte.',
};

/** @type {Part<English['runs']>} */
export const runs = {
  list: 'Läufe, die in diesem Browser trainiert wurden',
  runs: (n, room) => `Deine Läufe (${count(n)}, ${room})`,
  local: 'Aufgehoben in diesem Browser, nur auf diesem Rechner.',
  troubles: {
    refused:
      'Dieser Browser hebt für diese Seite nichts auf: Speichere deinen Lauf als Datei, sonst verschwindet er mit dem Tab.',
    full: 'Dieser Browser hat keinen Platz für deinen Lauf: Speichere ihn als Datei oder lösche ältere Läufe.',
    newer:
      'In einem anderen Tab ist eine neuere Fassung dieser Seite offen; hier wird nichts mehr aufgehoben: Lade diese Seite neu.',
    older:
      'In einem anderen Tab ist eine ältere Fassung dieser Seite offen: Schließe ihn, dann erscheint hier, was sie aufgehoben hat.',
  },
  notKept: (reason) =>
    `Dein Lauf wurde nicht aufgehoben: ${reason}${/[.!?]$/.test(reason) ? '' : '.'}`,
  elsewhere: (name) =>
    `Ein anderer Tab trainiert „${name}“. Hier kannst du mit einer Kopie weitermachen.`,
  takeCopy: 'Kopie nehmen',
  copyOf: (name) => `${name} (Kopie)`,
  unkept: (reason) =>
    `Dieser Lauf trainiert weiter, aber dieser Browser kann ihn gerade nicht aufheben: ${reason}`,
  interrupted: (name, step, steps) =>
    `„${name}“ steht bei Schritt ${count(step)} von ${count(steps)}. Der Lauf kann weitergehen, zu denselben Bits.`,
  lastNet: (accuracy, name) => `Dein letztes Netz, ${accuracy}: „${name}“.`,
  goOn: 'Fortsetzen',
  notNow: 'Nicht jetzt',
  open: 'Öffnen',
  trains: 'Trainiert gerade',
  compare: 'vergleichen',
  save: 'Speichern',
  saveHint: 'Als zwei Dateien: der Lauf zum Fortsetzen (.nibrun) und seine Kurven (.json)',
  remove: 'Löschen',
  reallyRemove: 'Wirklich löschen?',
  nameOf: (name) => `Name von „${name}“`,
  untested: 'noch nicht getestet',
  facts: (step, steps, read, room, fingerprint) =>
    `Schritt ${step} von ${steps}, ${read}, ${room}${fingerprint ? `, ${fingerprint}` : ''}`,
  gone: (name) =>
    `„${name}“ ist weg: Du hast den Lauf gelöscht, oder der Browser hat ihn weggeräumt.`,
  name: (preset, seed, when) =>
    `${preset}, Startwert ${seed}, ${when.toLocaleString('de', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })}`,
};

/** @type {Part<English['race']>} */
export const race = {
  title: 'Rennen: vergleiche Netze',
  hint: 'Zwei bis vier Netze lernen nebeneinander aus denselben Ziffern. Welches liest am besten?',
  add: 'Netz hinzufügen',
  steps: 'Schritte',
  start: 'Rennen starten',
  stop: 'Ende',
  save: 'Kurven (.csv)',
  axis: 'Vergleichen',
  overSteps: 'nach Schritten',
  overTime: 'nach Zeit',
  step: 'Schritt',
  seconds: 'Sekunden',
  seed: 'Startwert',
  entrant: (n) => `Netz ${n}`,
  seedOf: (n) => `Startwert von Netz ${n}`,
  remove: (n) => `Netz ${n} aus dem Rennen nehmen`,
  lane: (title, seed) => `${title}, Startwert ${seed}`,
  columns: [
    'Netz',
    'Parameter',
    'Schritt',
    'Testgenauigkeit',
    'Beste',
    'Bilder/s',
    'Zeit',
    'Fingerabdruck',
  ],
  own: 'wie das Training eingestellt ist',
  linked: (title) => `${title}, aus dem Link`,
  varied: (title) => `${title}, abgewandelt`,
  link: 'Link kopieren',
  same: (fingerprint) => `${fingerprint}: wie im Link, bis aufs letzte Bit`,
  other: (found, expected) => `${found}; im Link steht ${expected}`,
  waits: 'holt Ziffern',
  none: '–',
  empty: 'Starte das Rennen, um die Kurven zu sehen.',
  wins: (name, accuracy, second, more, all) =>
    `„${name}“ gewinnt mit ${accuracy}: Von ${count(all)} Testziffern liest es ${count(more)} mehr als „${second}“.`,
  sure: (most) =>
    `Durch Zufall kommt ein Vorsprung bis ${count(most)} vor, also ist dieses Netz besser.`,
  chance: (most) =>
    `Durch Zufall kommt ein Vorsprung bis ${count(most)} vor, er beweist also nichts: Versuche andere Startwerte.`,
  uneven: (name, accuracy) =>
    `„${name}“ liegt mit ${accuracy} vorn, aber die Netze haben nicht gleich viele Schritte trainiert.`,
  tie: (one, two, accuracy) => `Gleichstand: „${one}“ und „${two}“ lesen beide ${accuracy}.`,
  reads: 'Den Sieger lesen lassen',
  firstReads: (name) => `„${name}“ lesen lassen`,
  leads: (name, accuracy) => `„${name}“ führt mit ${accuracy}.`,
  badSteps: 'Die Schritte müssen eine ganze Zahl sein, 1 oder mehr.',
  badSeed: 'Ein Startwert muss eine ganze Zahl von 0 bis 4.294.967.295 sein.',
};

/**
 * @param {number} digit
 * @param {number} percent
 * @param {number} next
 * @param {number} nextPercent
 */
function unsure(digit, percent, next, nextPercent) {
  return `Unsicher: ${NUMERALS[digit]}, ${percent} Prozent; oder ${next}, ${nextPercent} Prozent.`;
}

/** @param {{step: number, prediction: {digit: number, confidence: number}}} moment */
function spot({ step, prediction: { digit, confidence } }) {
  return `bei Schritt ${count(step)} als ${digit} (${Math.min(99, Math.round(100 * confidence))} Prozent)`;
}

/** With a digit after the point only where there is one. @param {number} part */
function roundPercent(part) {
  return share(part, Math.abs(part * 100 - Math.round(part * 100)) < 0.05 ? 0 : 1);
}

/** Digits as people count them, from 1. @param {{first: number, count: number}} part */
function range({ first, count: n }) {
  return `${count(first + 1)}–${count(first + n)}`;
}

/** @param {import('../engine/messages.js').Trouble} trouble */
function reason({ kind, detail }) {
  switch (kind) {
    case 'offline':
      return 'kam nicht: Du bist offline.';
    case 'unreachable':
      return 'ließ sich nicht holen: Der Server ist nicht zu erreichen.';
    case 'status':
      return detail === '404'
        ? 'fehlt auf dem Server (404).'
        : `kam nicht: Der Server antwortete ${detail}.`;
    case 'stalled':
      return `blieb stecken: seit ${detail} Sekunden nichts mehr.`;
    case 'broken':
      return `kam beschädigt an: ${detail}.`;
  }
}

/** The last part of an address: what a person would call the file. @param {string} url */
function file(url) {
  return url.split(/[?#]/, 1)[0].split('/').pop() || url;
}

export const files = {
  format: 'Format der Modelldatei',
  formats: { nib: 'nibnet', safetensors: 'safetensors', npz: 'NumPy', onnx: 'ONNX' },
  /** @param {string} format */
  model: (format) => `Modell (.${format})`,
  open: 'Netz öffnen …',
  openHint:
    'Mit einem Netz aus einer .nib- oder .safetensors-Datei lesen: hier wählen oder auf der Seite ablegen',
  /** @param {string} name */
  opened: (name) => `${name} ist geöffnet: Das Feld liest damit.`,
  /** @param {string} name @param {string} reason */
  notNet: (name, reason) => `${name} lässt sich nicht öffnen: ${reason}.`,
  /** @param {number} rows @param {number} columns */
  otherSize: (rows, columns) =>
    `es liest ${rows} × ${columns} Pixel, und das Feld zeichnet 28 × 28`,
  /** @param {string} name @param {number} most */
  tooLarge: (name, most) =>
    `${name} ist größer als ${Math.floor(most / 2 ** 20)} MB: Das ist kein Netz von nibnet.`,
  /** @param {string} name */
  unreadable: (name) =>
    `${name} lässt sich nicht mehr lesen: verschoben oder geändert. Wähle sie noch einmal.`,
};

/** Andere Ziffern als die von MNIST. */
export const sets = {
  title: 'Ziffern zum Lernen',
  mnist: 'MNIST',
  choose: 'Andere Ziffern (IDX) …',
  chooseHint:
    'Bilder und Beschriftungen wie bei MNIST, auch als .gz: zwei oder vier Dateien wählen oder hier ablegen',
  back: 'Zurück zu MNIST',
  transposed: 'Drehen: Sie liegen auf der Seite wie die von EMNIST',
  reading: 'Die Dateien werden gelesen …',
  unnamed: 'deine Dateien',
  /** @param {string} name @param {number} train @param {number} test */
  is: (name, train, test) => `${name}: ${count(train)} zum Lernen, ${count(test)} zum Prüfen.`,
  heldOut: 'Testziffern fehlen, also prüft das letzte Siebtel das Netz.',
  /** @param {number} left */
  left: (left) => `${count(left)} weitere fallen weg: Ein Tab hat keinen Platz für sie.`,
  local: 'Sie bleiben in diesem Tab.',
  /** @param {string} name @param {number} train @param {number} test @param {string} hash */
  needs: (name, train, test, hash) =>
    `Der Lauf des Links lernt aus ${name}; das kann ein Link nicht tragen: ${count(train)} Ziffern zum Lernen, ${count(test)} zum Prüfen (${hash}). Leg diese Dateien hier ab.`,
  /** @param {number} n @param {string} hash */
  needsOwn: (n, hash) =>
    `Der Lauf des Links lernt aus MNIST und ${count(n)} Ziffern, die jemand gezeichnet hat (${hash}). Nur der Browser, der sie aufbewahrt, kann ihn wiederholen.`,
  /** @param {string} found @param {string} name @param {string} hash */
  notThese: (found, name, hash) =>
    `Das sind andere Ziffern (${found}) als ${name} aus dem Link (${hash}). Leg jene ab, oder geh zurück zu MNIST.`,
  these: 'Das sind die Ziffern des Links.',
  /** @param {number} n */
  first: (n) => `Die ersten ${count(n)} davon`,
  /** @param {number} n */
  own: (n) => `Auch meine Ziffern (${count(n)})`,
  ownHint:
    'Die Ziffern, die du dem Feld beigebracht hast, werden mit denen von MNIST gelernt; das Rezept sagt, wie viele und welche',
  fashion: [
    'T-Shirt',
    'Hose',
    'Pullover',
    'Kleid',
    'Mantel',
    'Sandale',
    'Hemd',
    'Turnschuh',
    'Tasche',
    'Stiefel',
  ],
  /** @param {string} name @param {string} start */
  notIdx: (name, start) =>
    `${name} ist keine IDX-Datei: Sie beginnt mit ${start}; erwartet war 0, 0, 8, 3 (Bilder) oder 0, 0, 8, 1 (Beschriftungen).`,
  nothing: 'nichts',
  noFile: 'keiner',
  /** @param {string} name */
  type: (name) =>
    `${name} enthält andere Werte als Bytes ohne Vorzeichen (Typ 8), die bei Bildern und Beschriftungen erwartet werden.`,
  /** @param {string} name @param {number} found */
  dimensions: (name, found) =>
    `${name} hat ${found} Dimensionen; Bilder haben 3, Beschriftungen 1.`,
  /** @param {string} name @param {number} rows @param {number} columns */
  size: (name, rows, columns) =>
    `${name} hat Bilder von ${rows} × ${columns} Pixeln; erwartet war 28 × 28.`,
  /** @param {string} name */
  none: (name) => `${name} ist leer: Sie kündigt 0 Ziffern an.`,
  /** @param {string} name @param {number} found @param {number} expected */
  cut: (name, found, expected) =>
    `${name} ist abgeschnitten: Sie hat ${found} Bytes, und schon ihr Kopf braucht ${expected}.`,
  /** @param {string} name @param {number} found @param {number} all */
  length: (name, found, all) =>
    `${name} hat ${count(found)} Bytes nach dem Kopf, kündigt aber ${count(all)} an: Sie ist abgeschnitten oder keine solche Datei.`,
  /** @param {string} name */
  damaged: (name) =>
    `${name} lässt sich nicht lesen: Der gzip-Strom ist beschädigt, oder die Datei wurde verschoben. Hole sie noch einmal.`,
  /** @param {string} name @param {number} index @param {number} found */
  label: (name, index, found) =>
    `${name} hat die Beschriftung ${found} (Nummer ${count(index + 1)}); erwartet waren 0 bis 9.`,
  /** @param {string} images @param {string} labels */
  pairs: (images, labels) =>
    `Ein Satz ist eine Datei mit Bildern und eine mit Beschriftungen, oder je zwei davon. Bilder kamen in ${images}, Beschriftungen in ${labels}.`,
  /** @param {string} images @param {number} n @param {string} labels @param {number} m */
  counts: (images, n, labels, m) =>
    `${images} hat ${count(n)} Bilder, aber ${labels} hat ${count(m)} Beschriftungen: Erwartet waren gleich viele.`,
  /** @param {string} name @param {number} found */
  few: (name, found) =>
    `${name} hat ${found} Ziffern: zu wenige zum Lernen und zum Prüfen. 4 sind das Mindeste.`,
};
