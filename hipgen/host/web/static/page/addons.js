// What add-ons put into the page. (Filled below.)
export async function messageMenu() {}
export async function follow() {}
