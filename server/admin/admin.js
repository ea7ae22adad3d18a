// Optional: adds copy buttons and local times, and ignores the second click of a double click on submit buttons.
const DOUBLE_CLICK = 1000;
let sentAt = Number.NEGATIVE_INFINITY;
document.addEventListener('submit', (event) => {
  if (event.timeStamp - sentAt < DOUBLE_CLICK) event.preventDefault();
  else sentAt = event.timeStamp;
});
for (const figure of document.querySelectorAll('.copy')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'quiet';
  button.textContent = 'Copy';
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(figure.querySelector('code').textContent);
    button.textContent = 'Copied';
    setTimeout(() => (button.textContent = 'Copy'), 1500);
  });
  if (navigator.clipboard) figure.append(button);
}
for (const time of document.querySelectorAll('time')) {
  const at = new Date(time.dateTime);
  time.title = time.textContent;
  time.textContent = at.toLocaleString([], { dateStyle: 'medium', timeStyle: 'medium' });
}
