/** What a viewer reads, in Portuguese. */
import type { Messages } from "./keys.js"

const notNow = "Isto não funciona no momento. Tente novamente mais tarde; o suporte precisa de “{support}”."

export const pt: Messages = {
  AuthorizationDenied:
    "Seu pacote de TV não inclui isto. Escolha outra opção ou consulte sua operadora de TV.",
  "AuthorizationDenied.parentalControls":
    "O controle dos pais não permite isto. Altere-o com sua operadora de TV ou escolha outra opção.",
  "AuthorizationDenied.degradation": "Não é possível assistir a isto no momento. Tente novamente mais tarde.",
  TooManyResources: "Foi demais de uma só vez. Tente novamente.",
  TemporaryAccessExhausted:
    "Seu teste gratuito terminou. Entre com sua operadora de TV para continuar assistindo.",
  "TemporaryAccessExhausted.resources":
    "Você já assistiu a tudo o que seu teste gratuito inclui. Entre com sua operadora de TV para continuar assistindo.",
  AuthenticationRequired: "Você não está conectado. Entre com sua operadora de TV.",
  "AuthenticationRequired.profileExpired": "Sua sessão expirou. Entre novamente.",
  "AuthenticationRequired.profileInvalidated": "Sua operadora de TV encerrou sua sessão. Entre novamente.",
  "AuthenticationRequired.homeBasedAuthentication":
    "Você não está na rede da sua casa. Entre com sua operadora de TV para assistir aqui.",
  "AuthenticationRequired.sessionInvalidated": "Sua operadora de TV encerrou sua sessão. Entre novamente.",
  "AuthenticationRequired.identityNotRecognized":
    "Sua operadora de TV não reconhece sua conta. Entre novamente.",
  AuthenticationCodeInvalid: "Este código não está certo. Olhe para a TV e digite-o novamente.",
  AuthenticationCodeExpired: "Este código expirou. Peça um novo código.",
  AuthenticationSuperseded: "Um código mais recente substituiu este. Use o código mais recente.",
  Throttled: "Há muita atividade neste momento. Tente novamente em instantes.",
  PartnerUnavailable: "Sua operadora de TV não responde. Tente novamente em instantes.",
  ServerFault: "Algo deu errado do nosso lado. Tente novamente em instantes.",
  Unreachable: "Não há conexão. Verifique sua rede e tente novamente.",
  "Unreachable.timeout": "A conexão está lenta demais. Verifique sua rede e tente novamente.",
  IntegrationUnavailable:
    "Esta operadora de TV não funciona com este aplicativo. Escolha outra ou peça ajuda.",
  InvalidRequest: notNow,
  ConfigurationInvalid: notNow,
  RegistrationRejected: notNow,
  AccessTokenRejected: notNow,
  UnexpectedResponse:
    "Não foi possível entender a resposta, como em uma rede que pede para entrar. Verifique sua rede e tente novamente; o suporte precisa de “{support}”.",
  ClientClosed: "O aplicativo interrompeu isto. Inicie novamente.",
  unknown: "Algo deu errado. Tente novamente.",
}
