/**
 * Every sentence in Russian: the same sections as en.js, in which each says what it is given.
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
  number,
  roughly,
  percent as share,
  epochs as writeEpochs,
  memory as writeMemory,
} from './numbers.js';

const UNITS = /** @type {[string, string, string]} */ (['с', 'мин', 'ч']);
const many = plurals('ru');
const LOST = 'Его сеть потеряна, кривые целы.';
/**
 * A number and its noun: 1 шаг, 2 шага, 5 шагов.
 * @param {number} n
 * @param {string} one
 * @param {string} few
 * @param {string} lots
 */
const some = (n, one, few, lots) =>
  `${count(n)} ${many(Math.round(n), { one, few, many: lots, other: few })}`;
/** @param {number} n */
const parametersOf = (n) => some(n, 'параметр', 'параметра', 'параметров');
/** @param {number} n */
const digitsOf = (n) => some(n, 'цифра', 'цифры', 'цифр');
/** After "из" and the like. @param {number} n */
const ofDigits = (n) => some(n, 'цифры', 'цифр', 'цифр');
/** @param {number} n */
const percents = (n) => some(n, 'процент', 'процента', 'процентов');
/** @param {number} bytes */
const megabytes = (bytes) => `${figuresOf(bytes / 1e6)}\u00a0МБ`;
/** @param {number} bytes */
const memory = (bytes) => writeMemory(bytes).replace('MB', 'МБ');

/** @param {{needed: number, budget: number, largest: string, bytes: number}} what */
const memoryOf = ({ needed, budget, largest, bytes }) =>
  `Для этого нужно ${memory(needed)} памяти, из них ${memory(bytes)} на ${engine.largest?.[largest] ?? largest}; у вкладки браузера есть только ${memory(budget)}.`;

/** @type {Part<English['errors']>} */
export const errors = {
  unreachable: (url) =>
    `Не удалось загрузить ${file(url)}: проверьте соединение и попробуйте ещё раз.`,
  status: (url, status, text) =>
    status === 404
      ? `Файл ${file(url)} не найден (404): он должен лежать по адресу ${url}.`
      : `${file(url)}: сервер ответил ${status}${text && ` ${text}`}. Попробуйте ещё раз чуть позже.`,
  notWasm: (url, reason) =>
    `То, что пришло как ${file(url)}, для этого браузера не WebAssembly (${reason}).`,
  noSimd:
    'Этот браузер слишком стар: в нём нет WebAssembly SIMD. Оно есть в Firefox 89, Chrome 91 и Safari 16.4.',
  policy:
    "Content-Security-Policy этой страницы запрещает WebAssembly: добавьте 'wasm-unsafe-eval' в директиву script-src.",
  noWorker: (reason) =>
    `Обучающий поток не запустился${reason ? ` (${reason})` : ''}. Перезагрузите страницу.`,
  lost: (reason) => `Обучающий поток сломался${reason ? ` (${reason})` : ''}. ${LOST}`,
  silent: `Обучающий поток больше не отвечает: возможно, его завершила система. ${LOST}`,
  otherBuild: (here, there) =>
    `Есть более новая версия этой страницы: перезагрузите её.${here && there ? ` (Здесь ${here}, загружено ${there}.)` : ''}`,
  noSharedMemory: 'В этом браузере у потоков нет общей памяти.',
  trapped: 'Вычислительный модуль страницы сломался: перезагрузите её.',
  garbled: 'Сообщение обучающего потока не удалось прочесть.',
  closed: 'Обучающий поток отпущен, потому что панель обучения покинула страницу.',
  replaced: 'Вместо него начат другой запуск.',
  stoppedFirst: 'Он остановлен прежде, чем началось обучение.',
  noRun: 'Ничего не запущено: сначала начните обучение.',
  pauseFirst: 'Идёт обучение: сначала поставьте на паузу.',
};

/** @type {Part<English['engine']>} */
export const engine = {
  largest: {
    'the digits': 'цифры',
    'the training digits': 'цифры для обучения',
    'the test digits': 'цифры для проверки',
    'the largest chunk': 'самый большой файл с цифрами',
    'the weights': 'веса',
    'the parameters': 'параметры',
    'the parameters, their gradient and what the optimiser remembers':
      'параметры, их градиент и память оптимизатора',
    'the values between the layers': 'значения между слоями',
    'the values of a batch on their way through the layers': 'значения пакета на пути через слои',
    'the test': 'проверку',
    'what the last layer is given of each digit': 'то, что последний слой получает от каждой цифры',
    'the file': 'файл',
    'its contents': 'его содержимое',
    'its weights': 'его веса',
    'its list of tensors': 'его список тензоров',
    'the unpacked bytes': 'распакованные байты',
    'the digits to remember, and what the last layer is given of them':
      'цифры, которые нельзя забыть, и то, что последний слой от них получает',
    'the covariance of what the last layer is given':
      'ковариацию того, что получает последний слой',
    'the lessons and their copies': 'цифры уроков и их копии',
    images: 'картинки',
    labels: 'метки',
  },
  kinds: {
    diverged: ({ step, rate }) =>
      `На шаге ${count(step)} сеть сошла с пути: её потери больше не число. Её веса — от предыдущего шага; начните заново со скоростью обучения меньше ${brief(rate)}.`,
    imageSize: ({ expected, found }) =>
      `Сеть читает картинки из ${some(expected, 'пикселя', 'пикселей', 'пикселей')}, а в цифрах их ${count(found)}.`,
    imageShape: ({ rows, columns, foundRows, foundColumns }) =>
      `Сеть читает картинки ${rows} × ${columns} пикселей, а цифры — ${foundRows} × ${foundColumns}.`,
    place: ({ place, digits }) =>
      `По счёту этого запуска в эпохе уже пройдено цифр: ${count(place)}, а всего их в ней ${count(digits)}.`,
    otherDigits: ({ expected, found }) => `Этот запуск учится на ${expected}, а здесь ${found}.`,
    memory: (what) => memoryOf(what),
    holdOut: ({ heldOut, total, batch }) =>
      `Из ${ofDigits(total)} нельзя отложить ${count(heldOut)}: остальных должно хватить на пакет из ${count(batch)}.`,
  },
  ofNetwork: (layer, sentence) => (layer === null ? sentence : `Слой ${layer}: ${sentence}`),
  names: {
    RecipeError: (engine) => `Такой рецепт не подходит (${engine}).`,
    ModelError: (engine) => `Эту сеть нельзя использовать (${engine}).`,
    InkError: (engine) => `Это нельзя прочесть как рисунок или картинку (${engine}).`,
    ChunkError: (engine) => `Эти цифры не годятся (${engine}).`,
    CheckpointError: (engine) => `Этот запуск нельзя открыть (${engine}).`,
    ResumeError: (engine) => `Этот запуск нельзя продолжить (${engine}).`,
    TrainError: (engine) => `Шаг не удался (${engine}).`,
    TeachError: (engine) => `Этому не удалось научиться (${engine}).`,
  },
};

/** @type {Part<English['hints']>} */
export const hints = {
  about: (name) => `Что значит «${name}»?`,
};

/** @type {Part<English['data']>} */
export const data = {
  loading: (bytes, total) => `Загружаются цифры: ${megabytes(bytes)} из ${megabytes(total)}`,
  progress: 'Загружено цифр',
  opening: 'Загружается список цифр.',
  ready: (train, test) =>
    `Готовы ${digitsOf(train)} для обучения и ${digitsOf(test)} для проверки.`,
  fromCache: 'Их сохранил этот браузер.',
  forgets:
    'Этот браузер ничего не хранит для этой страницы, поэтому в следующий раз они загрузятся снова.',
  waiting: (split, part) =>
    `Ожидаются ${split === 'test' ? 'проверочные цифры' : 'цифры'}${part ? ` ${range(part)}` : ''}. Когда они придут, всё продолжится само.`,
  trouble: (trouble) => {
    const what = trouble.split
      ? `${trouble.file} (${trouble.split === 'test' ? 'проверочные цифры' : 'цифры'} ${range(trouble)})`
      : trouble.file;
    return `${what}: ${reason(trouble)}`;
  },
  more: (more) =>
    `Не ${many(more, { one: 'пришёл', other: 'пришли' })} ещё ${some(more, 'файл', 'файла', 'файлов')}.`,
  kept: 'То, что пришло, сохранено.',
  retriesSoon: 'Через несколько секунд попытка повторится сама.',
  retriesOnline: 'Всё продолжится само, когда вы снова будете в сети.',
  retryNow: 'Проверьте соединение и нажмите «Повторить».',
  retry: 'Повторить',
  privacy: 'Всё это происходит в вашем браузере: ничто не покидает эту вкладку.',
};

/** @type {Part<English['trainer']>} */
export const trainer = {
  label: 'Обучение',
  preset: 'Сеть',
  presets: {
    softmax: {
      title: 'Один слой',
      summary:
        'Десять нейронов, каждый взвешивает все 784 пикселя: простейшая сеть, способная выучить цифры.',
    },
    'mlp-sigmoid': {
      title: 'Пять слоёв, сигмоида',
      summary: 'Глубина помогает, но из-за плоских концов сигмоиды сеть долго раскачивается.',
    },
    'mlp-relu': {
      title: 'Пять слоёв, ReLU',
      summary: 'ReLU пропускает наклон, а убывающая скорость обучения успокаивает конец.',
    },
    'mlp-dropout': {
      title: 'Пять слоёв, ReLU, дропаут',
      summary: 'На каждом шаге четверть нейронов умолкает, чтобы ни один не полагался на другой.',
    },
    conv: {
      title: 'Свёртка',
      summary:
        'Маленькие участки, везде взвешенные одинаково: теперь сеть знает, что с чем соседствует.',
    },
    'conv-dropout': {
      title: 'Свёртка, больше фильтров, дропаут',
      summary: 'Больше места, и дропаут на единственном широком слое, чтобы он не зубрил наизусть.',
    },
    'mlp-bn': {
      title: 'Пять слоёв, пакетная норма',
      summary:
        'Пакетная норма держит значения каждого слоя в хороших пределах, и сеть учится во много раз быстрее.',
    },
    'conv-bn': {
      title: 'Свёртка, пакетная норма',
      summary: 'Всё вместе: свёртка, пакетная норма, дропаут.',
    },
    best: {
      title: 'Лучшее, что можем',
      summary:
        'Пять свёрток, пулинг между ними, и цифры, которые при каждом показе немного сдвигаются и изгибаются.',
    },
    fast: {
      title: '99 % за секунды',
      summary:
        'Маленькая сеть с пакетной нормой, один цикл скорости обучения и меньше двух взглядов на каждую цифру.',
    },
  },
  own: 'Своя',
  presetIn: (title, seconds) => `${title}: около ${roughly(seconds, UNITS)}`,
  takes: (seconds) => `Займёт здесь около ${roughly(seconds, UNITS)}.`,
  ownFrom: (title) => `Ваша собственная сеть; всё остальное как у «${title}».`,
  facts: (parameters, owes) =>
    `${parametersOf(parameters)}; должна читать ${share(owes, 1)} проверочных цифр.`,
  steps: 'Шаги',
  epochs: 'Эпохи',
  seed: 'Зерно',
  dice: 'Другое зерно',
  advanced: 'Подробнее',
  schedule: 'Скорость обучения',
  constant: 'постоянная',
  decaying: 'убывающая',
  oneCycle: 'один цикл',
  rate: 'Скорость',
  from: 'От',
  to: 'До',
  over: 'За (шагов)',
  peak: 'Вершина',
  rise: 'Доля подъёма',
  upTo: (peak) => `вверх до ${peak} и вниз`,
  optimizer: 'Оптимизатор',
  sgd: 'SGD, инерция',
  sgdWith: (momentum) => (momentum ? `SGD с инерцией ${number(momentum)}` : 'SGD'),
  adam: 'Adam',
  momentum: 'Инерция',
  batch: 'Пакет',
  evaluateEvery: 'Проверка раз в (шагов)',
  atLeast: (found, least) => `${number(found)}: нужно не меньше ${number(least)}.`,
  outOfRange: (found, least, most) =>
    `${number(found)}: можно от ${number(least)} до ${number(most)}.`,
  needsNumber: 'Введите число.',
  needsWhole: 'Введите целое число от 0 до 4\u00a0294\u00a0967\u00a0295.',
  digest: (rate, optimizer, batch) => `${rate}, ${optimizer}, ${digitsOf(batch)} за шаг`,
  reset: 'Вернуть образец',
  locked: 'Настройки закрыты, пока обучение не остановится.',
  start: 'Начать',
  startAnew: 'Начать заново',
  startAgain: 'Начать снова',
  pause: 'Пауза',
  resume: 'Дальше',
  goOn: 'Продолжить',
  stop: 'Стоп',
  stopHint: 'Останавливает обучение. Сеть остаётся, и можно продолжить',
  step: 'Шаг',
  stepHint: 'Один шаг обучения, затем пауза',
  progress: 'Ход обучения',
  reads: (right, all) => `Читает ${count(right)} из ${count(all)}`,
  idle: 'Она ещё ничему не научилась',
  starting: 'Готовится',
  learning: 'Учится',
  now: 'Точность на проверке',
  nowHint: 'Доля верно прочитанных цифр, на которых сеть никогда не учится.',
  best: 'Лучшая пока',
  bestHint: 'Самая высокая точность на проверке в этом обучении и когда она была.',
  bestAt: (step) => `Лучшая, шаг ${count(step)}`,
  step_of: (step, steps, epoch) =>
    `Шаг ${count(step)} из ${count(steps)}, эпоха ${writeEpochs(epoch)}`,
  speed: 'Темп',
  imagesPerSecond: (perSecond) => `${count(perSecond)} изобр./с`,
  speedHint: 'Обучающих изображений в секунду, вместе со временем на проверку.',
  left: 'Осталось',
  leftHint: 'При нынешней скорости, вместе с проверками.',
  learningRate: 'Скорость обучения',
  learningRateHint: 'Насколько каждый шаг сдвигает веса.',
  fingerprint: 'Отпечаток',
  fingerprintHint:
    'Короткое имя всех весов, бит за битом: одни настройки и одно зерно дают одно и то же имя где угодно.',
  none: '–',
  png: (chart) => `${chart} (.png)`,
  model: 'Модель (.nib)',
  modelHint: 'Скачать сеть, какая она сейчас',
  csv: 'Кривые (.csv)',
  csvHint: 'Скачать точки кривых таблицей',
  json: 'Кривые (.json)',
  jsonHint: 'Скачать рецепт, отпечаток и точки кривых',
  link: 'Копировать ссылку',
  linkHint: 'Ссылка на эту страницу с этими настройками',
  linkCopied: 'Ссылка скопирована',
  sameBits: 'Те же биты, что в ссылке: у вас та самая сеть отправителя.',
  otherBits: (expected, found) =>
    `Другие биты: в ссылке ${expected}, у вашей сети ${found}. Пожалуйста, сообщите об этом.`,
  linkNotCopied: (link) => `Скопируйте эту ссылку: ${link}`,
  ended: (how, step) =>
    how === 'done'
      ? `Готово после ${some(step, 'шага', 'шагов', 'шагов')}.`
      : `Остановлено на шаге ${count(step)}.`,
  spoken: (done, accuracy, left) =>
    `${[
      `обучено ${share(done, 0)}`,
      accuracy === null ? '' : `точность на проверке ${share(accuracy)}`,
      left === null ? '' : `осталось ${clock(left)}`,
    ]
      .filter(Boolean)
      .join(', ')}.`,
  live: 'Менять на ходу',
  liveNone:
    'Пока сеть учится, вы меняете здесь скорость обучения, дропаут и пакет; кривые показывают где.',
  liveRate: 'Скорость обучения, множитель к заданной',
  liveKeep: 'Дропаут оставляет',
  liveBatchName: 'Цифр за шаг',
  liveBatch: 'Введите целое число цифр, не меньше 1.',
  paused: 'Пауза.',
  machine: (backend, threads) =>
    `Обучает ${backend}, ${some(threads, 'поток', 'потока', 'потоков')}.`,
  short: (reason) =>
    `Обучение идёт на меньшем числе потоков: ${reason} Сеть получится та же, только позже.`,
  failed: (message) => `Обучение остановилось: ${message}${/[.!?]$/.test(message) ? '' : '.'}`,
  copy: 'Это копия слайда, для обзора или для докладчика: она не обучается.',
  fixFirst: 'Одна из настроек неверна: посмотрите на поля, отмеченные красным.',
  linkIgnored: (what) => `Эти части ссылки не имеют смысла и не учитываются: ${what.join('; ')}.`,
  linkWaits:
    'Вы открыли ссылку, пока эта сеть учится: настройки ссылки начнут действовать, когда обучение закончится или вы его остановите.',
  ignored: (what) => `nib-trainer опустил то, что не имело смысла: ${what.join(', ')}`,
};

/** @type {Part<English['linked']>} */
export const linked = {
  sets: 'Эта ссылка задаёт:',
  pressStart: 'Нажмите «Старт», чтобы обучить сеть.',
  promises: (fingerprint) =>
    `Нажмите «Старт»: в конце вы увидите, те же ли у вашей сети биты, что в ссылке, ${fingerprint}.`,
  leftOut: 'Эти части ссылки не имеют смысла и не учитываются:',
  isExpected: (what) => `Ожидается: ${what}.`,
  expected: {
    number: 'число',
    seed: 'целое число от 0 до 4 294 967 295',
    steps: 'целое число шагов, не меньше 1',
    epochs: 'число эпох больше 0',
    batch: 'целое число цифр, не меньше 1',
    'test-every': 'целое число шагов, не меньше 1',
    'hold-out': 'целое число цифр от 0 до 1 000 000',
    smoothing: 'число от 0 до 0.9',
    net: 'слои, например c6k6r_p2x2_d10',
    augment: 'числа, например rotate12_scale0.12, или none',
    pens: 'числа, например digits0.1_scribbles0.05, или none',
    optimizer: 'sgd или adam',
    digits: 'цифры, например own_12_0123456789abcdef',
    changes: 'изменения, например 500r0.5: с шага 500 половина скорости',
    threads: 'целое число от 1 до 32',
    fingerprint: '16 знаков от 0 до 9 и от a до f',
  },
  augment: 'Сдвинутые цифры',
  pens: 'Цифры грамматики перьев',
  smoothing: 'Сглаживание меток',
  holdOut: 'Отложенные цифры',
  digits: 'Цифры для обучения',
  ownDigits: (n) => `MNIST и нарисованные (${count(n)})`,
  changes: 'Изменения по пути',
  threads: 'Потоки',
  none: 'нет',
};

/** @type {Part<English['next']>} */
export const next = {
  stopped:
    'Вы остановили её рано: нарисуйте цифру и посмотрите, что она уже умеет, или продолжите.',
  endings: {
    rough: (wrong, all) =>
      `Она знает грубые формы и ошибается на ${count(wrong)} из ${count(all)}: обучайте её дольше.`,
    byHeart: (train, test) =>
      `Она начала заучивать цифры наизусть: из тех, на которых учится, читает ${share(train)}, а из новых ${share(test)}. Поможет дропаут или свёртка.`,
    pixels: (wrong, all) =>
      `Она знает, где обычно лежат чернила, но не штрихи, и ошибается на ${count(wrong)} из ${count(all)}: посмотрите на них или добавьте слои.`,
    strokes: (wrong, all) =>
      `Она ошибается на ${count(wrong)} из ${count(all)} новых цифр: нарисуйте свою, посмотрите ошибки или попробуйте свёртку, которая знает, какие пиксели рядом.`,
    good: (wrong, all) =>
      `Она ошибается лишь на ${count(wrong)} из ${count(all)} новых цифр: нарисуйте свою и попробуйте её обмануть или посмотрите ошибки.`,
  },
  draw: 'Нарисовать цифру',
  misread: 'Посмотреть ошибки',
  compare: 'Сравнить с…',
  tryNext: (title) => `Попробовать «${title}»`,
};

/** @type {Part<English['lesson']>} */
export const lesson = {
  before: (nets) => `${some(nets, 'сеть', 'сети', 'сетей')}, начиная с простейшей`,
  begin:
    'Нажмите «Дальше», чтобы обучить следующую; здесь написано, что изменилось и почему это помогает.',
  at: (rung, nets, title) => `${rung} из ${nets}: ${title}`,
  first: 'Начать',
  next: 'Дальше',
  previous: 'Назад',
  list: 'Все ступени, и сколько проверочных цифр прочла каждая',
  reads: (accuracy) => share(accuracy),
  ladder: {
    softmax: {
      title: 'Один слой',
      sentence:
        'Десять нейронов, каждый взвешивает все 784 пикселя. Сеть учится за секунды, но знать может лишь то, где обычно лежат чернила.',
    },
    sigmoid: {
      title: 'Пять слоёв, сигмоида',
      sentence:
        'Перед ним четыре слоя, и сеть может складывать штрихи из пикселей. Начинает она медленно: где сигмоида плоская, нет наклона, по которому идти.',
    },
    relu: {
      title: 'ReLU вместо сигмоиды',
      sentence:
        'ReLU не плоская там, где включена, и наклон проходит через все пять слоёв: сеть учится сразу.',
    },
    decay: {
      title: 'Убывающая скорость обучения',
      sentence:
        'Кривая дрожала, потому что под конец шаги были слишком велики. Теперь они уменьшаются: кривая успокаивается, и сеть читает больше.',
    },
    dropout: {
      title: 'Дропаут',
      sentence:
        'На каждом шаге четверть нейронов умолкает, чтобы ни один не полагался на другой. Сеть меньше зубрит наизусть, и потери на проверке растут меньше; точность почти не меняется.',
    },
    convolution: {
      title: 'Свёртка',
      sentence:
        'Маленькие участки взвешиваются одинаково, где бы ни лежали. До сих пор сеть не знала, какие пиксели соседние.',
    },
    filters: {
      title: 'Больше фильтров, дропаут',
      sentence:
        'Больше места для учёбы; и дропаут на единственном широком слое, чтобы это место не ушло на зубрёжку.',
    },
    norm: {
      title: 'Пакетная норма',
      sentence:
        'Значения каждого слоя держатся в хороших пределах, и сеть может делать шаги побольше, а нужно их меньше.',
    },
  },
};

/** @type {Part<English['scene']>} */
export const scene = {
  trouble: (reason) => `Сцена остановилась: ${reason}`,
  notJson: (place) =>
    `её сценарий не JSON${place ? `: строка ${place.line}, столбец ${place.column} не имеет смысла` : ''}. Ожидается список вроде [{"draw": 7}, "pause", {"train": 200}].`,
  notList:
    'её сценарий должен быть списком действий, вроде [{"draw": 7}, "pause", {"train": 200}].',
  notAction: (place, found, known) =>
    `пункт ${place} её сценария — ${found}; нужно "pause" или действие, одно из ${known.join(', ')}, как в {"draw": 7}.`,
  unknownAction: (place, found, known) =>
    `в пункте ${place} её сценария нет известного действия${found && `, а есть "${found}"`}; бывают ${known.join(', ')} и "pause".`,
  twoActions: (place, one, two) =>
    `в пункте ${place} её сценария есть и "${one}", и "${two}"; напишите для каждого свой пункт.`,
  badAction: (place, act, found, why) =>
    `пункт ${place} её сценария — ${found}; для "${act}" нужно вот что: ${why}.`,
  expected: {
    draw: 'цифра от 0 до 9 или штрихи, и "ms" от 0 до 60000',
    clear: 'true',
    answer: 'true или false',
    say: 'текст',
    wait: 'миллисекунды от 0 до 60000',
    train: 'целое число шагов от 1 до 1000000 или рецепт с такими "steps", и "of" не меньше их',
  },
  noPad: (act) => `для "${act}" внутри сцены нужен <nib-pad>.`,
  noTrainer: 'для "train" внутри сцены нужен <nib-trainer>.',
  lost: 'обучение не дошло до конца.',
};

/** @type {Part<English['network']>} */
export const network = {
  title: 'Слои',
  digest: (layers, parameters) =>
    `${some(layers, 'слой', 'слоя', 'слоёв')}${parameters === null ? '' : `, ${parametersOf(parameters)}`}`,
  list: 'Слои, от картинки к ответу',
  input: (rows, columns) => `Картинка из ${rows} × ${columns} клеток`,
  output: 'Десять нейронов, по одному на цифру',
  kinds: {
    dense: 'полный',
    conv: 'свёртка',
    maxPool: 'максимум',
    averagePool: 'среднее',
    batchNorm: 'пакетная норма',
    dropout: 'дропаут',
    dropoutMaps: 'дропаут карт',
  },
  fields: {
    units: 'Нейроны',
    filters: 'Фильтры',
    kernel: 'Ядро',
    stride: 'Шаг',
    size: 'Размер',
    keep: 'Остаётся',
    activation: 'Затем',
    slope: 'Наклон',
  },
  leftOut: { size: 'вся карта', stride: 'как размер' },
  leftOutHint: 'Оставьте размер и шаг пустыми, чтобы усреднить всю карту',
  activations: { linear: 'ничего', relu: 'ReLU', sigmoid: 'сигмоида', leakyRelu: 'leaky ReLU' },
  layerName: ({ kind, size, stride, keep, activation, slope }) =>
    [
      [
        {
          dense: 'плотный',
          conv: 'свёртка',
          maxPool: 'max pool',
          averagePool: 'average pool',
          batchNorm: 'пакетная норма',
          dropout: 'dropout',
          dropoutMaps: 'dropout карт',
        }[kind],
        size || (kind === 'averagePool' ? 'по всей карте' : ''),
      ]
        .filter(Boolean)
        .join(' '),
      stride > 1 ? `шаг ${stride}` : '',
      keep === null ? '' : `остаётся ${roundPercent(keep)}`,
      {
        linear: '',
        relu: 'ReLU',
        sigmoid: 'сигмоида',
        leakyRelu: `leaky ReLU ${number(slope ?? 0)}`,
      }[activation],
    ]
      .filter(Boolean)
      .join(', '), // prettier-ignore
  kindOf: (layer) => `Вид слоя ${layer}`,
  layer: (layer) => `Слой ${layer}`,
  hands: (shape) => shape.map(count).join(' × '),
  handsHint:
    'Что он передаёт дальше от каждой цифры: строки × столбцы × каналы, или столько значений',
  parameters: (parameters) => (parameters === 0 ? 'без параметров' : parametersOf(parameters)),
  total: (parameters) => `Всего ${parametersOf(parameters)}`,
  unknown: '?',
  up: (layer) => `Слой ${layer} выше`,
  down: (layer) => `Слой ${layer} ниже`,
  add: (layer) => `Добавить слой после слоя ${layer}`,
  addFirst: 'Добавить слой в начало',
  remove: (layer) => `Удалить слой ${layer}`,
  keys: 'Alt со стрелками вверх и вниз передвигает слой, в котором вы находитесь.',
  moved: (from, to) => `Слой ${from} теперь слой ${to}.`,
  added: (layer) => `Слой ${layer} новый.`,
  removed: (layer) => `Слоя ${layer} больше нет.`,
  save: 'Сохранить (.json)',
  saveHint: 'Скачать эти слои файлом',
  openFile: 'Открыть (.json)',
  openHint: 'Взять слои из файла: выберите его или перетащите сюда',
  opened: (name) => `Эти слои из файла ${name}.`,
  notOpened: (name, reason) => `${name} не открыт: ${reason}`,
  tooLarge: 'он больше 1 МБ, а описание сети таким не бывает.',
  notJson: (reason) => `это не JSON (${reason}).`,
  noLayers: 'в нём нет списка слоёв: ожидается {"layers": […]} или рецепт с сетью.',
  inLayer: (layer, sentence) => `слой ${layer}: ${sentence}`,
  needsWhole: 'Введите целое число.',
  needsNumber: 'Введите число.',
  wrong: {
    units: ({ found, most }) =>
      `${some(found, 'нейрон', 'нейрона', 'нейронов')}: выберите от 1 до ${count(most)}.`,
    filters: ({ found, most }) =>
      `${some(found, 'фильтр', 'фильтра', 'фильтров')}: выберите от 1 до ${count(most)}.`,
    patch: ({ what, found, most }) =>
      `${{ kernel: 'Ядро', size: 'Размер', stride: 'Шаг' }[what]} ${count(found)}: выберите от 1 до ${count(most)}.`,
    noPicture: ({ before, values }) =>
      `Ему нужна картинка (строки × столбцы × каналы), а слой ${before} передаёт ${some(values, 'значение', 'значения', 'значений')} без мест. Поставьте его перед полными слоями.`,
    slope: ({ found }) => `Наклон ${number(found)}: выберите больше 0 и меньше 1.`,
    poolStride: () => 'Без размера он усредняет всю карту: задайте размер или оставьте шаг пустым.',
    memory: (what) =>
      `${memoryOf(what)} Возьмите меньше фильтров или нейронов, больший шаг или меньший пакет.`,
    keep: ({ found }) => `Доля ${number(found)}: выберите больше 0 и не больше 1.`,
    start: ({ found }) => `Он начинается с ${number(found)}: нужно число от −100 до 100.`,
    lastLayer: ({ found, classes }) =>
      `Последний слой должен быть полным, ${some(classes, 'нейрон', 'нейрона', 'нейронов')} и ничего после них, по одному на цифру; а он ${found}.`,
    parameters: ({ found, most }) =>
      `С ним у сети ${parametersOf(found)}: здесь их может быть не больше ${count(most)}.`,
    layerCount: ({ found, most }) =>
      `${some(found, 'слой', 'слоя', 'слоёв')}: выберите от 1 до ${count(most)}.`,
    inputSize: ({ rows, columns, most }) =>
      `Картинки из ${rows} × ${columns} клеток: выберите стороны от 1 до ${most}.`,
  },
};

/** @type {Part<English['charts']>} */
export const charts = {
  accuracy: 'Точность',
  loss: 'Потери',
  lossUnit: 'чем меньше, тем лучше',
  train: 'на обучающих',
  test: 'на проверочных',
  empty: 'Начните обучение, чтобы увидеть кривую.',
  step: 'шаг',
  at: (step, epoch) => `Шаг ${count(step)}, эпоха ${writeEpochs(epoch)}`,
  grouped: (group) =>
    `Каждое показанное значение обучения — среднее из ${some(group, 'измеренного', 'измеренных', 'измеренных')}; увеличьте, чтобы увидеть все.`,
  axis: (from, to) => `От ${roundPercent(from)} до ${roundPercent(to)}`,
  closer: (from, to) => `Ближе: от ${roundPercent(from)} до ${roundPercent(to)}`,
  climb: 'Весь подъём',
  log: 'Лог. шкала',
  logHint: 'Раздвигает малые значения: каждая линия кратна нижней.',
  zoomOut: 'Вся кривая',
  zoomHint: 'Проведите по кривым, чтобы увеличить; двойной щелчок снова покажет всё.',
  none: '–',
  noPicture: 'Браузер не смог сделать картинку этого графика.',
  points: 'Точки таблицей',
  thinned: (shown, all) =>
    `${count(shown)} из ${some(all, 'точки', 'точек', 'точек')}; в файле CSV есть все.`,
  columns: [
    'Шаг',
    'Эпоха',
    'Точность обучения',
    'Точность проверки',
    'Потери обучения',
    'Потери проверки',
  ],
  best: (name, value, step) => `${name}: лучшее на проверке ${value}, шаг ${count(step)}.`,
  summary: (name, test, train, step) =>
    `${name}, шаг ${count(step)}: проверка ${test}, обучение ${train}.`,
  emptyBands: (name) => `${name} по слоям. Начните обучение, чтобы их увидеть.`,
  noneSuch: 'У этой сети их нет.',
  emptyTest: 'Начните обучение, чтобы это увидеть.',
  emptyLayers: 'Нарисуйте цифру: каждый слой покажет, что он из неё делает.',
  sevenths: 'В каждой полосе седьмая часть чисел, от наименьшего до наибольшего.',
  whichNumbers: (name) => `${name}: какого слоя`,
  kinds: {
    weights: 'Веса',
    biases: 'Смещения',
    scales: 'Масштабы пакетной нормы',
    activations: 'Наибольшие активации',
  },
  ofAllLayers: (kind) => `${kind}, все слои`,
  ofLayer: (kind, layer, name) => `${kind}, слой ${layer}: ${name}`,
  spreadAt: (step, least, most) => `${step}: от ${least} до ${most}`,
  spread: (name, all, step, least, most, [from, to]) =>
    `${name}: ${some(all, 'число', 'числа', 'чисел')}. На шаге ${count(step)} от ${least} до ${most}, средняя седьмая часть от ${from} до ${to}.`,
  confusionName: 'Путаница',
  isSaid: 'Строки: что это. Столбцы: что читает сеть.',
  cell: (label, guess, n) =>
    label === guess
      ? `${label} прочтено верно: ${count(n)}`
      : `${label} прочтено как ${guess}: ${count(n)}`,
  takenFor: (label, guess, n) => `${label} за ${guess} (${some(n, 'раз', 'раза', 'раз')})`,
  confusion: (worst) =>
    worst.length
      ? `Путаница. Чаще всего она принимает ${worst.join(', ')}.`
      : 'Она верно читает все проверочные цифры.',
  perDigitName: 'Точность на проверке по цифрам',
  perDigit: (values) =>
    `Точность на проверке: ${values.map(([digit, part]) => `${digit}: ${part}`).join(', ')}.`,
  readOf: (right, all) => `Верно прочтено ${count(right)} из ${count(all)}`,
  learningRate: 'Скорость обучения',
  speed: 'Темп',
  imagesPerSecond: 'изобр./с',
  line: (name, value, step) => `${name}: ${value}, шаг ${count(step)}.`,
  times: {
    training: 'обучение',
    testing: 'проверка',
    looking: 'картинки для вас',
    rest: 'остальное',
  },
  where: (shares) => `На что уходит время: ${shares}.`,
  units: (n) => `нейронов: ${n}`,
  filters: (shown, all, rows, columns) =>
    `Что ищет первый слой: фильтры ${rows} × ${columns}, ${shown === all ? `все ${count(all)}` : `${count(shown)} из ${count(all)}`}`,
  layersName: 'Слои сети',
  layers: (names) => `Картинки сети: ${names.join('; ')}.`,
  changed: ({ rateFactor, keep, batch }) =>
    [
      rateFactor === undefined ? '' : `скорость × ${number(Number(rateFactor.toPrecision(3)))}`,
      keep === undefined ? '' : `остаётся ${roundPercent(keep)}`,
      batch === undefined ? '' : `пакет ${count(batch)}`,
    ]
      .filter(Boolean)
      .join(', '),
  marks: [
    [0.926, 'один слой, 92,6 %'],
    [0.982, 'пять слоёв, 98,2 %'],
    [0.992, 'свёртка, 99,2 %'],
    [0.995, 'пакетная норма, 99,5 %'],
    [0.997, 'лучшая, 99,7 %'],
  ],
};

const NUMERALS = [
  'ноль',
  'один',
  'два',
  'три',
  'четыре',
  'пять',
  'шесть',
  'семь',
  'восемь',
  'девять',
];

/** Parts of a drawing, row by row. */
const NINTHS = [
  'слева вверху',
  'вверху',
  'справа вверху',
  'слева',
  'посередине',
  'справа',
  'слева внизу',
  'внизу',
  'справа внизу',
];

/** @param {number | null} accuracy  null: unknown */
const withAccuracy = (accuracy) => (accuracy === null ? '' : `, ${share(accuracy)}`);

/** @type {Part<English['pictures']>} */
export const pictures = {
  notPicture: (name) =>
    `Этот браузер не может открыть ${name || 'это'} как картинку: попробуйте файл PNG или JPEG.`,
  heic: (name) =>
    `${name || 'Это'}: снимок HEIC, который этот браузер не открывает. Сначала сохраните его как JPEG.`,
  pdf: (name) => `${name || 'Это'}: файл PDF. Сделайте снимок экрана с цифрой и вставьте его.`,
  webPage: (name) => `${name || 'Это'}: веб-страница, а не картинка. Сохраните саму картинку.`,
  tooLarge: (name) => `${name || 'Эта картинка'}: больше 64 МБ. Уменьшите её и попробуйте ещё раз.`,
  hidden:
    'Этот браузер скрывает картинки от страниц, поэтому прочесть их нельзя: разрешите странице читать данные canvas или нарисуйте цифру.',
  elsewhere:
    'Эту картинку нельзя получить с её страницы: сохраните или скопируйте её и вставьте сюда.',
  noDigit: {
    blank:
      'Цифра не найдена: напишите её крупно и темно на чистой бумаге и снимите сверху, без теней.',
    surface: 'Цифра не найдена, линий нет вовсе: напишите её ручкой на чистой бумаге.',
    pattern: 'Цифра не найдена среди стольких линий: обрежьте картинку до цифры.',
    unlike: 'Цифра не найдена: обрежьте картинку до одной цифры и поверните её прямо.',
  },
};

/** @type {Part<English['pad']>} */
export const pad = {
  surface: 'Поле для рисования',
  surfaceKind: 'поле для рисования',
  keys:
    'Стрелки двигают перо на клетку, с Shift на четыре. Пробел опускает и поднимает его. ' +
    'Delete стирает всё, Control Z отменяет шаг, Control Y возвращает его, Control V вставляет картинку, Escape покидает поле.',
  invitation: 'Нарисуйте цифру',
  form: {
    valueMissing: 'Нарисуйте здесь цифру.',
    badInput: 'Прочесть это как цифру не удалось: нарисуйте её ещё раз.',
  },
  undo: 'Отменить',
  redo: 'Вернуть',
  eraser: 'Ластик',
  eraserHint: 'Стереть часть рисунка',
  picture: 'Фото',
  pictureHint: 'Прочесть картинку с цифрой: выберите файл, перетащите или вставьте его на поле',
  pictureTrouble: (reason) => reason,
  pictureFirst: 'На бумаге появилось другое прежде, чем открылась картинка.',
  clear: 'Стереть',
  sample: 'Пример',
  sampleHint: 'Нарисовать за вас цифру для примера',
  view: 'Что видит сеть',
  viewLabel: 'Ваш рисунок, каким его видит сеть: 28 на 28 пикселей',
  viewEmpty: 'Что видит сеть: пока ничего не нарисовано',
  bars: 'Насколько сеть уверена в каждой цифре',
  nothing: '–',
  percent: (n) => `${n}\u00a0%`,
  emptied: 'Ничего не нарисовано.',
  answer: {
    nothing: 'Пока ничего не нарисовано',
    unread: 'Пока не прочитано',
    noDigit: 'Цифра не найдена.',
    dot: 'Просто точка.',
    scribble: 'Это не похоже на цифру.',
    several: 'Несколько цифр, но не все удаётся разобрать.',
    unsure: (digit, percent, next, nextPercent) =>
      `Не уверена: ${digit} или ${next}? ${percent}\u00a0% против ${nextPercent}\u00a0%`,
    rather: (digit, percent, next, nextPercent) =>
      `Скорее ${digit}, чем ${next}: ${percent}\u00a0% против ${nextPercent}\u00a0%`,
    clearly: (digit, percent) => `${digit}, ясно: ${percent}\u00a0%`,
    spokenSeveral: (digits) => `${digitsOf(digits.length)}: ${digits.join(', ')}.`,
  },
  itIs: (label) => `Это ${label}.`,
  why: {
    button: 'Почему?',
    hint: 'Показать, какие клетки говорят за эту цифру, а какие против',
    pro: (digit) => `за ${digit}`,
    proAny: 'за',
    contra: (rival) => `за ${rival}`,
    contraAny: 'против',
    nothing: 'Почему она так думает: пока нечего объяснять',
    inWords: (digit, rival, most, least) =>
      (most === null
        ? `За ${digit} не говорит ничего`
        : `Больше всего за ${digit} говорят чернила ${NINTHS[most]}`) +
      (least === null ? '.' : `, за ${rival} — ${NINTHS[least]}.`),
  },
  spoken: (digit, percent, next, nextPercent) => {
    if (percent < 50) return unsure(digit, percent, next, nextPercent);
    const name = NUMERALS[digit];
    const runnerUp = nextPercent > 0 ? `; затем ${next}, ${percents(nextPercent)}` : '';
    return `${name[0].toUpperCase()}${name.slice(1)}, ${percents(percent)}${runnerUp}.`;
  },
  spokenUnsure: unsure,
  at: (column, row) => `Столбец ${column + 1}, строка ${row + 1}.`,
  penDown: 'Перо опущено.',
  penUp: 'Перо поднято.',
  loading: 'Сеть загружается…',
  nobody: 'Сеть пока не загружена.',
  nets: {
    group: 'Какая сеть читает',
    readBy: (name) => `Читает ${name}.`,
    own: (accuracy) => `сеть nibnet${withAccuracy(accuracy)}`,
    page: (accuracy) => `сеть этой страницы${withAccuracy(accuracy)}`,
    taught: 'обучена вами',
    yours: (accuracy) => `ваша, ${share(accuracy)}`,
    yoursAt: (step, accuracy) => `ваша, шаг ${count(step)}${withAccuracy(accuracy)}`,
    yoursTaught: 'ваша, с вашими уроками',
    file: (name, accuracy) => name + withAccuracy(accuracy),
    lookingBack: (step) => `Вы смотрите на шаг ${count(step)}.`,
    now: 'Вернуться к текущему',
  },
  historyHint: 'Обучите сеть и смотрите, как она учит здесь вашу цифру.',
  historyCaption: (from, to) => `Как она читала вашу цифру: шаги ${count(from)}–${count(to)}`,
  historyEmpty: 'Как обучаемая сеть читает ваш рисунок: пока никак.',
  history: (first, last) => `Как обучаемая сеть читает ваш рисунок: ${spot(first)}, ${spot(last)}.`,
  notLoaded: (reason) => `Рисовать можно, но ни одна сеть не читает: ${reason}`,
  notWhole: (reason) =>
    `Часть этой страницы не загрузилась, поэтому нет обучения или «Почему?»: перезагрузите страницу. (${reason})`,
  notRead: (reason) => `Сеть не смогла прочесть этот рисунок: ${reason}`,
  notAdopted: (reason) => `Эта сеть не может читать: ${reason}`,
  retry: 'Попробовать ещё раз',
};

/** @type {Part<English['teach']>} */
export const teach = {
  ask: 'Это было:',
  was: (digit) => `Это было ${digit}`,
  learning: 'Учится…',
  learnt: (digit, known) =>
    known ? `Она читает ${digit} и теперь увереннее.` : `Теперь она читает ${digit}.`,
  notLearnt: (digit) =>
    `Она не смогла выучить эту ${digit}, не забыв другие, и читает как прежде. Цифра сохранена.`,
  movedOn:
    'Ваша цифра сохранена, но теперь читает другая сеть: поставьте обучение на паузу и научите ещё раз.',
  failed: (reason) =>
    `Цифра сохранена, но не выучена: ${reason}${/[.!?]$/.test(reason) ? '' : '.'}`,
  learntAll: (right, all) => `Она верно читает ${count(right)} из ваших ${ofDigits(all)}.`,
  nothingLeft: 'Она забыла ваши цифры и читает как в начале.',
  last: (digit) => `Последний урок: ${digit}.`,
  forget: 'Забыть',
  forgotten: 'Забыто: она читает как прежде.',
  relearnt: 'Она выучила то, что вы изменили.',
  notRelearnt: (reason) =>
    `Она не смогла заново выучить остальные ваши цифры и читает как в начале: ${reason}`,
  notKept: (reason) =>
    `Ваши цифры не удалось прочитать или сохранить: ${reason}${/[.!?]$/.test(reason) ? '' : '.'}`,
  forgets:
    'Этот браузер ничего не хранит для этой страницы: ваши цифры исчезнут, когда вы её покинете.',
  noDigit: 'Что было нарисовано — это целое число от 0 до 9.',
  nothing: 'Сначала нарисуйте цифру, потом скажите, что это было.',
  busy: 'Она ещё учит прошлую цифру.',
  kept: (n) => `Ваши цифры: ${count(n)}`,
  privacy: 'Они хранятся в этом браузере и больше нигде. Удалите цифру, и сеть её забудет.',
  newest: (n) => `Показаны последние ${count(n)}.`,
  list: 'Цифры, которым вы учили',
  label: (digit) => `Цифра ${digit}: что это было`,
  remove: (digit) => `Удалить эту цифру ${digit}: сеть её забудет`,
  reallyRemove: 'Забыть?',
  again: 'Учить этим',
  strokes: 'Штрихи (.jsonl)',
  strokesHint: 'Скачать то, что вы нарисовали, по цифре в строке',
  images: 'Картинки (IDX)',
  imagesHint: 'Скачать картинки и подписи к ним, два файла в формате MNIST',
  deleteAll: 'Удалить все',
  reallyDelete: (n) => `Удалить ${count(n)} и забыть?`,
};

/** @type {Part<English['reasons']>} */
export const reasons = {
  stagesTitle: 'Что делает подготовка',
  asDrawn: 'как есть',
  stages: { scale: 'размер', centre: 'середина', line: 'перо MNIST', smooth: 'сглажено' },
  switchHint: 'Опустить это и посмотреть, что тогда прочтёт сеть',
  reads: (digit, percent) => `${digit}, ${percent}\u00a0%`,
  withAll: (digit, percent) =>
    `Со всем этим сеть читает ${digit}: ${percent}\u00a0%. Опустите что-нибудь, чтобы увидеть, зачем оно.`,
  without: (digit, percent) => `Без опущенного сеть прочла бы ${digit}: ${percent}\u00a0%.`,
  nothingLeft: 'Тогда от вашего рисунка ничего не остаётся.',
  drawingsOnly: 'Нарисуйте цифру, чтобы это увидеть; фотографии готовятся иначе.',
  none: '–',
  nearestTitle: 'Цифры, которые кажутся ей самыми похожими',
  ask: 'Найти их',
  askHint: 'Загрузить несколько тысяч обучающих цифр и сравнить их с вашей',
  searching: 'Ищет…',
  drawFirst: 'Сначала нарисуйте цифру.',
  found: (all) =>
    `Ближайшие из ${some(all, 'обучающей цифры', 'обучающих цифр', 'обучающих цифр')}, как их видит последний слой сети.`,
  notFound: (reason) => `Найти их не удалось: ${reason}`,
  neighbour: (label) => `Обучающая цифра ${label}`,
  distance: (distance) => `до неё ${figures(distance)}`,
  distanceHint: 'Насколько далеки обе цифры для последнего слоя сети: чем ближе, тем больше похожи',
};

/** @type {Part<English['page']>} */
export const page = {
  language: 'Язык',
  html: {
    title: 'nibnet: нарисуйте цифру, обучите сеть',
    description:
      'Нарисуйте цифру, и маленькая нейронная сеть прочтёт её, пока вы рисуете. Нажмите «Обучить», и сеть выучит 60\u00a0000 рукописных цифр прямо в этой вкладке.',
    skip: 'К полю для рисования',
    promise: 'Нарисуйте цифру: маленькая сеть читает её на ходу.',
    promiseMore: 'Потом обучите свою, у вас на глазах.',
    reload: 'Перезагрузить страницу',
    dismiss: 'Продолжить',
    pad: 'Нарисуйте цифру',
    train: 'Обучите сеть',
    notes: 'Как это устроено',
    seesTitle: 'Что видит сеть',
    sees: 'Ваша линия вырезается, приводится к 20 клеткам, кладётся центром тяжести в середину поля 28 × 28 и смягчается. Так же поступили с 70\u00a0000 цифр MNIST, а сеть лучше всего читает то, что похоже на выученное.',
    trainsTitle: 'Что делает обучение',
    trains:
      'Сеть угадывает сотню цифр, узнаёт ответы и сдвигает каждый свой вес немного туда, где догадка была бы лучше; потом следующую сотню. Толстая кривая считает по цифрам, на которых сеть не учится никогда.',
    seedTitle: 'То же зерно, та же сеть',
    seed: 'Зерно и настройки решают всё: тот же запуск даёт те же веса до последнего бита, здесь, на другой машине или в командной строке. Запишите зерно, и любой повторит то, что вы видели.',
    stays: 'Ничто из нарисованного не покидает эту вкладку.',
    free: 'Свободная программа: MIT или Apache 2.0. Цифры: MNIST, ЛеКун, Кортес и Бёрджес.',
    thumb: 'Обучение',
    settings: 'Настройки',
    lab: 'Лаборатория: смотрите, как она учится',
  },
  theme: (name) => `Вид: ${name}`,
  themes: { auto: 'как в системе', light: 'бумага', dark: 'доска' },
  single: 'WebAssembly с SIMD, один поток; эта страница не изолирована, поэтому больше нельзя.',
  unshared: 'WebAssembly с SIMD, один поток; этот браузер не даёт потокам общей памяти.',
  isolated: (threads) =>
    `WebAssembly с SIMD, ${threads === 1 ? 'один поток' : `до ${some(threads, 'потока', 'потоков', 'потоков')}`}; эта страница изолирована, поэтому потоки разрешены.`,
  machine: (backend, threads) =>
    `Обучение идёт на ${backend}, ${some(threads, 'поток', 'потока', 'потоков')}.`,
  offline: {
    metered:
      'Для работы без сети ничего не сохранено: ваше соединение медленное или оплачивается по объёму.',
    nothing: 'Для работы без сети пока ничего не сохранено.',
    page: 'Эта страница хранится в вашем браузере: она открывается и читает без сети, но для обучения ей не хватает цифр.',
    busy: 'Страница и цифры сохраняются…',
    all: 'Эта страница хранится в вашем браузере вместе с цифрами: она работает и без сети.',
    failed: 'Сохранить удалось не всё: сеть прервалась, или в браузере нет места.',
  },
  keepAll: 'Сохранить всё здесь (13 МБ)',
  unexpected: (reason) =>
    `Случилось то, чего не должно было: ${reason}. Можно продолжить или перезагрузить страницу.`,
  thumb: {
    idle: 'Обучить',
    loading: 'Загрузка…',
    running: 'Пауза',
    paused: 'Дальше',
    done: 'Обучить снова',
    failed: 'Обучить снова',
  },
  thumbState: (step, steps, accuracy) =>
    accuracy === null ? `Шаг ${count(step)} из ${count(steps)}` : `верно ${share(accuracy)}`,
};

/** @type {Part<English['embed']>} */
export const embed = {
  ignored: (ignored) => `В адресе фрейма не понято и опущено: ${ignored.join(', ')}.`,
  notShown: (name) => `Этот фрейм не показывает ${name}: добавьте это в параметр «show».`,
  notWhole: (what, least, most) =>
    `«${what}»: нужно целое число от ${count(least)} до ${count(most)}.`,
};

/** @type {Part<English['lab']>} */
export const lab = {
  name: 'Лаборатория',
  panels: {
    accuracy: 'Точность',
    loss: 'Потери',
    training: 'Обучающие цифры',
    weights: 'Веса',
    biases: 'Смещения',
    test: 'Проверочные цифры',
    confusion: 'Путаница',
    digits: 'По цифрам',
    layers: 'Слои',
    activations: 'Активации',
    rate: 'Скорость обучения',
    speed: 'Темп',
  },
  keys: 'Клавиши: 1–6 одна панель, 7–9 две, 0 все. Пробел замораживает.',
  freeze: 'Заморозить',
  thaw: 'Разморозить',
  frozen: 'Лаборатория замерла; обучение идёт.',
  folded:
    'Начните обучение и загляните внутрь сети: кривые, неверно прочтённые цифры, веса, путаница.',
  unfold: 'Показать эти панели сейчас',
  place: (at, all) => `${at} из ${all}`,
  backHint: 'Ведите здесь или вдоль кривой точности: всё покажет сеть такой, какой она тогда была.',
  back: 'Оглянуться назад',
  now: 'Вернуться к настоящему',
  atStep: (step) => `Вы смотрите на шаг ${count(step)}.`,
  atNow: 'Сеть, какая она сейчас',
  restore: (n) =>
    n === 1
      ? 'Показать скрытую панель'
      : `Показать ${some(n, 'скрытую панель', 'скрытые панели', 'скрытых панелей')}`,
  all: 'Все панели',
  enlarge: (name) => `${name}: увеличить или вернуть`,
  hide: (name) => `${name}: скрыть`,
  save: 'Сохранить',
  saveAs: (name, kind) => `${name}, файл ${kind.toUpperCase()}`,
  close: 'Закрыть',
  wallRole: 'стена цифр',
  noDigits: 'Начните обучение, чтобы увидеть цифры.',
  noTraining: 'Начните обучение, чтобы увидеть цифры, на которых она учится.',
  noTest: 'Начните обучение, чтобы увидеть, какие проверочные цифры она читает неверно.',
  trainingCaption: (right, all, step) =>
    `Шаг ${count(step)}: из этих ${count(all)} верно прочтено ${count(right)}`,
  testCaption: (wrong, all, shown) =>
    wrong > shown
      ? `Неверно прочтено ${count(wrong)} из ${count(all)}. Вот первые ${count(shown)}.`
      : `Неверно прочтено ${count(wrong)} из ${count(all)}, красные. Нажмите на любую, чтобы узнать почему.`,
  testDigit: (digit) => `Проверочная цифра ${count(digit + 1)}`,
  trainingDigit: 'Обучающая цифра',
  digitIs: (label, guess) =>
    label > 9
      ? `Не цифра; сеть сказала бы ${guess}`
      : label === guess
        ? `Цифра ${label}, прочтена верно`
        : `Цифра ${label}, прочтена как ${guess}`,
  digitWas: (guess) => `На последней проверке сеть прочла ${guess}.`,
  cellTitle: (label, guess, n) =>
    `Цифра ${label}, ${label === guess ? 'прочтена верно' : `прочтена как ${guess}`}: ${count(n)}`,
  toPad: 'Положить на поле для рисования',
  toPadHint: 'Дорисуйте или сотрите часть и посмотрите, что сеть прочтёт тогда',
  pressOne: 'Нажмите на любую, чтобы увидеть её крупно.',
  firstOf: (shown, all) =>
    `Первые ${count(shown)} из ${count(all)}. Нажмите на любую, чтобы увидеть её крупно.`,
  local: 'Всё это вычисляется в этой вкладке и остаётся в ней.',
  noTrainer: 'На этой странице нет панели обучения, за которой наблюдать.',
};

/** @type {Part<English['runs']>} */
export const runs = {
  list: 'Запуски, обученные в этом браузере',
  runs: (n, room) => `Ваши запуски (${count(n)}, ${room})`,
  local: 'Хранятся в этом браузере, только на этой машине.',
  troubles: {
    refused:
      'Этот браузер ничего не хранит для этой страницы: сохраните запуск файлом, иначе он исчезнет вместе со вкладкой.',
    full: 'В этом браузере нет места для вашего запуска: сохраните его файлом или удалите старые запуски.',
    newer:
      'В другой вкладке открыта более новая версия этой страницы, здесь больше ничего не сохраняется: перезагрузите страницу.',
    older:
      'В другой вкладке открыта старая версия этой страницы: закройте её, и здесь появится то, что она хранит.',
  },
  notKept: (reason) => `Запуск не удалось сохранить: ${reason}${/[.!?]$/.test(reason) ? '' : '.'}`,
  elsewhere: (name) => `Запуск «${name}» обучает другая вкладка. Здесь можно продолжить его копию.`,
  takeCopy: 'Взять копию',
  copyOf: (name) => `${name} (копия)`,
  unkept: (reason) => `Запуск идёт дальше, но браузер сейчас не может его сохранить: ${reason}`,
  interrupted: (name, step, steps) =>
    `«${name}»: шаг ${count(step)} из ${count(steps)}. Можно продолжить и прийти к тем же битам.`,
  lastNet: (accuracy, name) => `Ваша последняя сеть, ${accuracy}: «${name}».`,
  goOn: 'Продолжить',
  notNow: 'Не сейчас',
  open: 'Открыть',
  trains: 'Сейчас учится',
  compare: 'сравнить',
  save: 'Сохранить',
  saveHint: 'Двумя файлами: запуск, чтобы продолжить (.nibrun), и его кривые (.json)',
  remove: 'Удалить',
  reallyRemove: 'Точно удалить?',
  nameOf: (name) => `Имя запуска «${name}»`,
  untested: 'ещё не проверена',
  facts: (step, steps, read, room, fingerprint) =>
    `шаг ${step} из ${steps}, ${read}, ${room}${fingerprint ? `, ${fingerprint}` : ''}`,
  gone: (name) => `Запуска «${name}» больше нет: вы удалили его, или его убрал браузер.`,
  name: (preset, seed, when) =>
    `${preset}, зерно ${seed}, ${when.toLocaleString('ru', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })}`,
};

/** @type {Part<English['race']>} */
export const race = {
  title: 'Гонка: сравните сети',
  hint: 'От двух до четырёх сетей учатся рядом на одних и тех же цифрах. Какая читает лучше?',
  add: 'Добавить сеть',
  steps: 'Шаги',
  start: 'Начать гонку',
  stop: 'Стоп',
  save: 'Кривые (.csv)',
  axis: 'Сравнить',
  overSteps: 'по шагам',
  overTime: 'по времени',
  step: 'шаг',
  seconds: 'секунды',
  seed: 'зерно',
  entrant: (n) => `Сеть ${n}`,
  seedOf: (n) => `Зерно сети ${n}`,
  remove: (n) => `Убрать сеть ${n} из гонки`,
  lane: (title, seed) => `${title}, зерно ${seed}`,
  columns: [
    'Сеть',
    'Параметры',
    'Шаг',
    'Точность на проверке',
    'Лучшая',
    'Изобр./с',
    'Время',
    'Отпечаток',
  ],
  own: 'как настроено обучение',
  linked: (title) => `${title}, из ссылки`,
  varied: (title) => `${title}, изменена`,
  link: 'Скопировать ссылку',
  same: (fingerprint) => `${fingerprint}: как в ссылке, до последнего бита`,
  other: (found, expected) => `${found}, а в ссылке ${expected}`,
  waits: 'загружает цифры',
  none: '–',
  empty: 'Начните гонку, чтобы увидеть кривые.',
  wins: (name, accuracy, second, more, all) =>
    `Победила сеть «${name}»: ${accuracy}. Из ${count(all)} проверочных цифр она читает на ${count(more)} больше, чем «${second}».`,
  sure: (most) => `Случайный отрыв бывает до ${count(most)}, значит, эта сеть действительно лучше.`,
  chance: (most) =>
    `Случайный отрыв бывает до ${count(most)}, поэтому он ничего не доказывает: попробуйте другие зёрна.`,
  uneven: (name, accuracy) =>
    `Впереди «${name}»: ${accuracy}, но сети обучались разное число шагов.`,
  tie: (one, two, accuracy) => `Ничья: «${one}» и «${two}» читают ${accuracy}.`,
  reads: 'Пусть читает победитель',
  firstReads: (name) => `Пусть читает «${name}»`,
  leads: (name, accuracy) => `Впереди «${name}»: ${accuracy}.`,
  badSteps: 'Шаги должны быть целым числом, 1 или больше.',
  badSeed: 'Зерно должно быть целым числом от 0 до 4\u00a0294\u00a0967\u00a0295.',
};

/**
 * @param {number} digit
 * @param {number} percent
 * @param {number} next
 * @param {number} nextPercent
 */
function unsure(digit, percent, next, nextPercent) {
  return `Не уверена: ${NUMERALS[digit]}, ${percents(percent)}; или ${next}, ${percents(nextPercent)}.`;
}

/** @param {{step: number, prediction: {digit: number, confidence: number}}} moment */
function spot({ step, prediction: { digit, confidence } }) {
  return `на шаге ${count(step)} как ${digit} (${percents(Math.min(99, Math.round(100 * confidence)))})`;
}

/** With a digit after the point. @param {number} n */
function figuresOf(n) {
  return number(Number(n.toFixed(1)));
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
      return 'не пришёл, вы не в сети.';
    case 'unreachable':
      return 'не удалось загрузить, сервер недоступен.';
    case 'status':
      return detail === '404' ? 'нет на сервере (404).' : `не пришёл, сервер ответил ${detail}.`;
    case 'stalled':
      return `перестал приходить, тишина уже ${detail} с.`;
    case 'broken':
      return `пришёл повреждённым: ${detail}.`;
  }
}

/** The last part of an address: what a person would call the file. @param {string} url */
function file(url) {
  return url.split(/[?#]/, 1)[0].split('/').pop() || url;
}

export const files = {
  format: 'Формат файла модели',
  formats: { nib: 'nibnet', safetensors: 'safetensors', npz: 'NumPy', onnx: 'ONNX' },
  /** @param {string} format */
  model: (format) => `Модель (.${format})`,
  open: 'Открыть сеть…',
  openHint:
    'Читать сетью из файла .nib или .safetensors: выберите его здесь или перетащите на страницу',
  /** @param {string} name */
  opened: (name) => `Файл ${name} открыт: теперь читает эта сеть.`,
  /** @param {string} name @param {string} reason */
  notNet: (name, reason) => `Файл ${name} не открывается: ${reason}.`,
  /** @param {number} rows @param {number} columns */
  otherSize: (rows, columns) => `сеть читает ${rows} × ${columns} пикселей, а поле рисует 28 × 28`,
  /** @param {string} name @param {number} most */
  tooLarge: (name, most) =>
    `Файл ${name} больше ${Math.floor(most / 2 ** 20)} МБ: таких сетей у nibnet нет.`,
  /** @param {string} name */
  unreadable: (name) =>
    `Файл ${name} больше не читается: его переместили или изменили. Выберите его ещё раз.`,
};

/** Другие цифры, не из MNIST. */
export const sets = {
  title: 'Цифры для обучения',
  mnist: 'MNIST',
  choose: 'Другие цифры (IDX)…',
  chooseHint:
    'Картинки и метки, как у MNIST, можно .gz: выберите два или четыре файла или перетащите их сюда',
  back: 'Назад к MNIST',
  transposed: 'Повернуть: они лежат на боку, как в EMNIST',
  reading: 'Файлы читаются…',
  unnamed: 'ваши файлы',
  /** @param {string} name @param {number} train @param {number} test */
  is: (name, train, test) => `${name}: для обучения ${count(train)}, для проверки ${count(test)}.`,
  heldOut: 'Цифр для проверки нет, поэтому сеть проверяет последняя седьмая часть.',
  /** @param {number} left */
  left: (left) => `Ещё ${count(left)} не вошли: во вкладке нет для них места.`,
  local: 'Они остаются в этой вкладке.',
  /** @param {string} name @param {number} train @param {number} test @param {string} hash */
  needs: (name, train, test, hash) =>
    `Запуск по ссылке учится на ${name}, а в ссылку это не помещается: для обучения ${count(train)}, для проверки ${count(test)} (${hash}). Перетащите эти файлы сюда.`,
  /** @param {number} n @param {string} hash */
  needsOwn: (n, hash) =>
    `Запуск по ссылке учится на MNIST и на нарисованных кем-то цифрах (${count(n)}; ${hash}). Повторить его может только браузер, который их хранит.`,
  /** @param {string} found @param {string} name @param {string} hash */
  notThese: (found, name, hash) =>
    `Это другие цифры (${found}), а не ${name} из ссылки (${hash}). Перетащите те или вернитесь к MNIST.`,
  these: 'Это цифры из ссылки.',
  /** @param {number} n */
  first: (n) => `Первые ${count(n)} из них`,
  /** @param {number} n */
  own: (n) => `И мои цифры (${count(n)})`,
  ownHint:
    'Цифры, которым вы научили поле, изучаются вместе с MNIST; рецепт говорит, сколько их и какие',
  fashion: [
    'футболка',
    'брюки',
    'свитер',
    'платье',
    'пальто',
    'сандалия',
    'рубашка',
    'кроссовка',
    'сумка',
    'ботинок',
  ],
  /** @param {string} name @param {string} start */
  notIdx: (name, start) =>
    `${name} — не файл IDX: он начинается с ${start}; ожидалось 0, 0, 8, 3 (картинки) или 0, 0, 8, 1 (метки).`,
  nothing: 'пустоты',
  noFile: 'ни в каком',
  /** @param {string} name */
  type: (name) =>
    `${name} содержит не байты без знака (тип 8), а у картинок и меток ожидаются они.`,
  /** @param {string} name @param {number} found */
  dimensions: (name, found) => `${name}: измерений ${found}; у картинок их 3, у меток 1.`,
  /** @param {string} name @param {number} rows @param {number} columns */
  size: (name, rows, columns) => `${name}: картинки ${rows} × ${columns} точек; ожидалось 28 × 28.`,
  /** @param {string} name */
  none: (name) => `${name} пуст: в нём объявлено 0 цифр.`,
  /** @param {string} name @param {number} found @param {number} expected */
  cut: (name, found, expected) =>
    `${name} обрезан: в нём байт ${found}, а один заголовок занимает ${expected}.`,
  /** @param {string} name @param {number} found @param {number} all */
  length: (name, found, all) =>
    `${name}: после заголовка байт ${count(found)}, а объявлено ${count(all)}: он обрезан или это не тот файл.`,
  /** @param {string} name */
  damaged: (name) =>
    `${name} не читается: поток gzip повреждён или файл перемещён. Скачайте его ещё раз.`,
  /** @param {string} name @param {number} index @param {number} found */
  label: (name, index, found) =>
    `${name}: метка ${found} (номер ${count(index + 1)}); ожидались от 0 до 9.`,
  /** @param {string} images @param {string} labels */
  pairs: (images, labels) =>
    `Набор — это файл с картинками и файл с метками или по два таких. Картинки пришли в ${images}, метки в ${labels}.`,
  /** @param {string} images @param {number} n @param {string} labels @param {number} m */
  counts: (images, n, labels, m) =>
    `${images}: картинок ${count(n)}, а в ${labels} меток ${count(m)}: ожидалось поровну.`,
  /** @param {string} name @param {number} found */
  few: (name, found) =>
    `${name}: цифр ${found}, слишком мало, чтобы учиться и проверять. Нужно хотя бы 4.`,
};
