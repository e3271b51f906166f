/**
 * The opt-out page of sheetcrm for a team without a server of its own: a web app beside a Google spreadsheet.
 *
 * Opening the page changes nothing. Its button, or the one of a mail program, writes the word of the link and the day
 * into a tab of the spreadsheet. Only the robot can tell whether the word is one of yours: this script has no secret.
 *
 * How to deploy it: docs/opt-out.md of sheetcrm.
 */

/** How the page calls you. */
const NAME = '';
/** The id of the spreadsheet; empty when the script was made from within it (Extensions > Apps Script). */
const SPREADSHEET = '';
const TAB = 'Opt-out post';
const HEADERS = ['Word of the link', 'Posted on'];
/** More rows than this are not written: whoever sends noise cannot fill the spreadsheet. */
const MOST_ROWS = 20000;

const WORDS = {
  en: {
    ask: 'Which letters should not come any more?', these: 'Letters like this one', all: 'All letters',
    button: 'Opt out', done: 'Done. These letters will not come any more.',
    later: 'A letter that is already on its way may still arrive.',
    unknown: 'This link does not work. Please open the link in the letter once more, or reply to the letter with the word “stop”.',
    trouble: 'This did not work yet. Please try again later, or reply to the letter with the word “stop”.',
  },
  ru: {
    ask: 'Какие письма больше не присылать?', these: 'Такие, как это', all: 'Все письма',
    button: 'Отписаться', done: 'Готово. Этих писем больше не будет.',
    later: 'Письмо, которое уже в пути, ещё может прийти.',
    unknown: 'Ссылка не работает. Откройте её из письма ещё раз или ответьте на письмо словом «стоп».',
    trouble: 'Пока не получилось. Попробуйте позже или ответьте на письмо словом «стоп».',
  },
  pl: {
    ask: 'Jakie wiadomości mają już nie przychodzić?', these: 'Takie jak ta', all: 'Wszystkie wiadomości',
    button: 'Rezygnuję', done: 'Gotowe. Te wiadomości nie będą już przychodzić.',
    later: 'Wiadomość, która jest już w drodze, może jeszcze dotrzeć.',
    unknown: 'Ten link nie działa. Prosimy otworzyć go z wiadomości jeszcze raz albo odpowiedzieć na nią słowem „stop”.',
    trouble: 'To się jeszcze nie udało. Prosimy spróbować później albo odpowiedzieć na wiadomość słowem „stop”.',
  },
  ro: {
    ask: 'Ce mesaje nu mai doriți să primiți?', these: 'Mesajele ca acesta', all: 'Toate mesajele',
    button: 'Mă dezabonez', done: 'Gata. Nu veți mai primi aceste mesaje.',
    later: 'Un mesaj aflat deja pe drum mai poate ajunge.',
    unknown: 'Acest link nu funcționează. Deschideți-l încă o dată din mesaj sau răspundeți la mesaj cu cuvântul „stop”.',
    trouble: 'Încă nu a reușit. Încercați mai târziu sau răspundeți la mesaj cu cuvântul „stop”.',
  },
};

/** The page with the button. */
function doGet(e) {
  const word = wordIn(e);
  return word ? page(['ask'], word) : page(['unknown'], '');
}

/** What the button does, on the page or in a mail program (RFC 8058). */
function doPost(e) {
  const word = wordIn(e);
  if (!word) return page(['unknown'], '');
  try {
    note('o/' + word + (e.parameter.topic === 'all' ? ' all' : ''));
  } catch (error) {
    return page(['trouble'], '');
  }
  return page(['done', 'later'], '');
}

/** The word of the link; empty for what has not its form. */
function wordIn(e) {
  const given = String((e && e.parameter && e.parameter.t) || '');
  const found = /^[A-Za-z0-9_-]+/.exec(given);
  return found && found[0].length >= 40 && found[0].length <= 200 ? found[0] : '';
}

/** Write a row; for a word that stands there already, its day anew. */
function note(text) {
  const lock = LockService.getScriptLock();
  lock.waitLock(20000);
  try {
    const book = SPREADSHEET ? SpreadsheetApp.openById(SPREADSHEET) : SpreadsheetApp.getActiveSpreadsheet();
    let tab = book.getSheetByName(TAB);
    if (!tab) {
      tab = book.insertSheet(TAB);
      tab.getRange(1, 1, 1, 2).setValues([HEADERS]);
    }
    const day = Utilities.formatDate(new Date(), book.getSpreadsheetTimeZone(), 'yyyy-MM-dd');
    const there = tab.createTextFinder(text).matchEntireCell(true).matchCase(true).findNext();
    const row = there ? there.getRow() : tab.getLastRow() + 1;
    if (row > MOST_ROWS) throw new Error('the tab is full');
    tab.getRange(row, 1, 1, 2).setValues([[text, day]]);
    SpreadsheetApp.flush();
  } finally {
    lock.releaseLock();
  }
}

/** A page in all four languages, of which the browser shows its own; with a word it has a button. */
function page(keys, word) {
  const sections = Object.keys(WORDS).map(function (language) {
    const words = WORDS[language];
    const texts = keys.map(function (key) { return '<p>' + escaped(words[key]) + '</p>'; }).join('');
    const form = word ? formOf(words, word) : '';
    return '<section lang="' + language + '"' + (language === 'en' ? '' : ' hidden') + '>' + texts + form + '</section>';
  });
  const html = '<!doctype html><html><head><base target="_top"><style>' + STYLE + '</style></head><body><main>' +
    (NAME ? '<h1>' + escaped(NAME) + '</h1>' : '') + sections.join('') + '</main><script>' + CHOOSE + '</script></body></html>';
  return HtmlService.createHtmlOutput(html)
    .setTitle(NAME || 'Opt out')
    .addMetaTag('viewport', 'width=device-width, initial-scale=1');
}

function formOf(words, word) {
  const address = ScriptApp.getService().getUrl() + '?t=' + word;
  return '<form method="post" target="_top" action="' + escaped(address) + '">' +
    '<label><input type="radio" name="topic" value="this" checked>' + escaped(words.these) + '</label>' +
    '<label><input type="radio" name="topic" value="all">' + escaped(words.all) + '</label>' +
    '<button>' + escaped(words.button) + '</button></form>';
}

function escaped(text) {
  return String(text).replace(/[&<>"']/g, function (sign) { return '&#' + sign.charCodeAt(0) + ';'; });
}

const CHOOSE = '(function(){var l=(navigator.languages||[navigator.language||""]).map(function(n){return n.slice(0,2)' +
  '.toLowerCase()});var s=document.querySelectorAll("section");var f=l.find(function(n){return document.querySelector(' +
  '"section[lang="+JSON.stringify(n)+"]")});if(f)s.forEach(function(e){e.hidden=e.lang!==f})})()';

const STYLE = 'body{margin:0;padding:24px 16px;background:#eef1f5;color:#222b36;font:17px/1.5 sans-serif}' +
  'main{max-width:460px;margin:0 auto;padding:24px;background:#fff;border-top:5px solid #1d5fa8;border-radius:12px}' +
  'h1{font:20px Georgia,serif;color:#1d5fa8}label{display:block;padding:12px 4px}input{margin-right:12px}' +
  'button{width:100%;min-height:50px;margin-top:12px;border:0;border-radius:8px;background:#1d5fa8;color:#fff;' +
  'font:inherit;font-weight:600}';
