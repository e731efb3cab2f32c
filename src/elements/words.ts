/** What is written on the elements, in six languages; `{...}` is filled in. */
import type { Language } from "../messages/index.js"

interface Words {
  readonly search: string
  readonly providers: string
  readonly featured: string
  readonly none: string
  readonly loading: string
  readonly again: string
  readonly back: string
  readonly title: string
  readonly goTo: string
  readonly scan: string
  readonly open: string
  readonly yourCode: string
  readonly left: string
  readonly newCode: string
  readonly goesOn: string
  readonly signedIn: string
  readonly qr: string
}

export const words: Readonly<Record<Language, Words>> = {
  en: {
    search: "Search for your TV provider",
    providers: "TV providers",
    featured: "Often chosen",
    none: "No TV provider is called “{text}”.",
    loading: "One moment…",
    again: "Try again",
    back: "Back",
    title: "Sign in on your phone or computer",
    goTo: "Go to {address} and type the code.",
    scan: "Point the camera of your phone at the picture.",
    open: "Sign in here",
    yourCode: "Your code",
    left: "Good for {time}",
    newCode: "Get a new code",
    goesOn: "It goes on by itself.",
    signedIn: "You are signed in.",
    qr: "QR code that leads to {address}",
  },
  es: {
    search: "Busque su proveedor de televisión",
    providers: "Proveedores de televisión",
    featured: "Los más elegidos",
    none: "Ningún proveedor de televisión se llama «{text}».",
    loading: "Un momento…",
    again: "Intentar de nuevo",
    back: "Volver",
    title: "Inicie sesión en su teléfono u ordenador",
    goTo: "Vaya a {address} y escriba el código.",
    scan: "Enfoque la imagen con la cámara de su teléfono.",
    open: "Iniciar sesión aquí",
    yourCode: "Su código",
    left: "Válido durante {time}",
    newCode: "Pedir un código nuevo",
    goesOn: "Seguirá por sí solo.",
    signedIn: "Ha iniciado sesión.",
    qr: "Código QR que lleva a {address}",
  },
  fr: {
    search: "Recherchez votre fournisseur TV",
    providers: "Fournisseurs TV",
    featured: "Souvent choisis",
    none: "Aucun fournisseur TV ne s’appelle « {text} ».",
    loading: "Un instant…",
    again: "Réessayer",
    back: "Retour",
    title: "Connectez-vous sur votre téléphone ou ordinateur",
    goTo: "Allez sur {address} et saisissez le code.",
    scan: "Visez l’image avec l’appareil photo de votre téléphone.",
    open: "Se connecter ici",
    yourCode: "Votre code",
    left: "Valable {time}",
    newCode: "Obtenir un nouveau code",
    goesOn: "La connexion continue d’elle-même.",
    signedIn: "Vous êtes connecté.",
    qr: "Code QR qui mène à {address}",
  },
  de: {
    search: "TV-Anbieter suchen",
    providers: "TV-Anbieter",
    featured: "Oft gewählt",
    none: "Kein TV-Anbieter heißt „{text}“.",
    loading: "Einen Moment…",
    again: "Noch einmal versuchen",
    back: "Zurück",
    title: "Melden Sie sich auf Ihrem Handy oder Computer an",
    goTo: "Öffnen Sie {address} und geben Sie den Code ein.",
    scan: "Richten Sie die Kamera Ihres Handys auf das Bild.",
    open: "Hier anmelden",
    yourCode: "Ihr Code",
    left: "Gültig für {time}",
    newCode: "Neuen Code holen",
    goesOn: "Es geht von selbst weiter.",
    signedIn: "Sie sind angemeldet.",
    qr: "QR-Code, der zu {address} führt",
  },
  pt: {
    search: "Busque sua operadora de TV",
    providers: "Operadoras de TV",
    featured: "Mais escolhidas",
    none: "Nenhuma operadora de TV se chama “{text}”.",
    loading: "Um momento…",
    again: "Tentar novamente",
    back: "Voltar",
    title: "Entre pelo seu celular ou computador",
    goTo: "Acesse {address} e digite o código.",
    scan: "Aponte a câmera do seu celular para a imagem.",
    open: "Entrar aqui",
    yourCode: "Seu código",
    left: "Válido por {time}",
    newCode: "Pedir um novo código",
    goesOn: "Continua sozinho.",
    signedIn: "Você entrou.",
    qr: "Código QR que leva a {address}",
  },
  nl: {
    search: "Zoek je tv-aanbieder",
    providers: "Tv-aanbieders",
    featured: "Vaak gekozen",
    none: "Geen tv-aanbieder heet “{text}”.",
    loading: "Een ogenblik…",
    again: "Opnieuw proberen",
    back: "Terug",
    title: "Log in op je telefoon of computer",
    goTo: "Ga naar {address} en typ de code.",
    scan: "Richt de camera van je telefoon op de afbeelding.",
    open: "Hier inloggen",
    yourCode: "Je code",
    left: "Nog {time} geldig",
    newCode: "Nieuwe code aanvragen",
    goesOn: "Het gaat vanzelf verder.",
    signedIn: "Je bent ingelogd.",
    qr: "QR-code naar {address}",
  },
}

/** A text with what belongs into it. */
export const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
